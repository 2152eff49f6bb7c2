FROM --platform=linux/amd64 python:3.12-slim AS builder
RUN pip install --prefix=/out app
FROM python:3.12-slim
COPY --from=builder /out /usr/local
