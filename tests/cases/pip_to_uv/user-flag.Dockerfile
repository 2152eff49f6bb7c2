FROM python:3.12-slim AS builder
RUN pip install --user --no-cache-dir flask
FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
ENV PATH=/root/.local/bin:$PATH
