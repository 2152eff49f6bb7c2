FROM python:3.12-slim AS builder
ONBUILD COPY requirements.txt .
RUN pip install --user flask

FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
CMD ["python"]
