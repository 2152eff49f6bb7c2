FROM python:3.12-slim AS builder
ARG BUILD_DEPS="gcc libpq-dev"
RUN apt-get update && apt-get install -y $BUILD_DEPS
RUN python -m venv /venv && /venv/bin/pip install psycopg2

FROM python:3.12-slim
COPY --from=builder /venv /venv
CMD ["/venv/bin/python"]
