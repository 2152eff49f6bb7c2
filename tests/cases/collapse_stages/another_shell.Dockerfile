FROM python:3.12-slim AS builder
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN printf 'flask\nredis\n' | pip install --user -r /dev/stdin

FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
CMD ["python"]
