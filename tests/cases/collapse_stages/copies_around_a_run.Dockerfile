FROM python:3.12-slim AS builder
RUN python -m venv /venv && /venv/bin/pip install django
WORKDIR /app
COPY . .
RUN python -m venv .env && .env/bin/pip install celery

FROM python:3.12-slim
COPY --from=builder /venv /venv
RUN chown -R 33:33 /venv /app
COPY --from=builder /app /app
CMD ["/venv/bin/python"]
