FROM python:3.12-slim AS builder
COPY pip.conf /etc/pip.conf
COPY requirements.txt .
RUN pip install --user -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
CMD ["python"]
