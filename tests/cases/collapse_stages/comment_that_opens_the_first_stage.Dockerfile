# Dependencies of the service
FROM python:3.12-slim AS builder
RUN pip install --user flask==3.0.0

FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
CMD ["flask", "run"]
