FROM python:3.12-slim AS builder
ARG PIP_INDEX_URL
COPY requirements.txt .
RUN pip install --user -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
CMD ["python"]
