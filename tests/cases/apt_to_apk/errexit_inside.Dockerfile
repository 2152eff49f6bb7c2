FROM python:3.12-alpine
SHELL ["/bin/sh", "-ec"]
RUN apt-get update; apt-get install -y --no-install-recommends gcc libpq-dev; for each in psycopg2 flask; do pip install "$each"; pip check; done
RUN apt-get update && apt-get install -y --no-install-recommends gcc && (pip install psycopg2; pip check)
