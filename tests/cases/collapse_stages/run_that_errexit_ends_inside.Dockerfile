FROM python:3.12-slim AS builder
RUN (set -e; apt-get update; apt-get install -y --no-install-recommends gcc libpq-dev)
RUN python -m venv /venv
RUN /venv/bin/pip install psycopg2

FROM python:3.12-slim
COPY --from=builder /venv /venv
CMD ["/venv/bin/python", "-m", "app"]
