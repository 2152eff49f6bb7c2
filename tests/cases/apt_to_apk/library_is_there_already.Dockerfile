FROM python:3.12-slim
# what psycopg loads
RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev libxml2-dev \
    && pip install psycopg2 lxml \
    && apt-get purge -y --auto-remove gcc libpq-dev libxml2-dev
