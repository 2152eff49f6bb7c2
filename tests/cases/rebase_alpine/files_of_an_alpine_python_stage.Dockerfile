FROM python:3.11-alpine AS builder
RUN apk add --no-cache gcc musl-dev
RUN python -m venv /opt/venv && /opt/venv/bin/pip install flask

FROM python:3.11-slim
COPY --from=builder /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
CMD ["flask", "run"]
