FROM python:3.12-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*

FROM base AS worker
RUN apt-get update && apt-get install -y gcc libpq-dev \
    && pip install psycopg2 \
    && apt-get purge -y gcc libpq-dev

FROM base AS web
RUN apt-get update && apt-get install -y gcc libpq-dev \
    && pip install psycopg2 \
    && apt-get purge -y gcc libpq-dev
