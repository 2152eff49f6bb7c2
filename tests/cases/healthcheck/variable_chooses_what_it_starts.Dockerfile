ARG KIND=api
FROM python:3.12-alpine AS base
WORKDIR /srv
RUN pip install --no-cache-dir fastapi uvicorn celery
COPY . .

FROM base AS api
EXPOSE 8000
CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]

FROM base AS worker
CMD ["celery", "-A", "app", "worker"]

FROM ${KIND}
LABEL org.opencontainers.image.title="shop"
