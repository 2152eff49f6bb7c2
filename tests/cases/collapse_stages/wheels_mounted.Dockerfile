FROM python:3.14-slim AS builder
COPY requirements.txt /tmp
RUN \
    apt-get update && \
    apt-get install -y build-essential libpq-dev
RUN pip wheel --wheel-dir /wheels apprise "psycopg[c]" -r /tmp/requirements.txt

FROM python:3.14-slim
WORKDIR /opt/checks
RUN apt-get update && \
    apt-get install -y libpq5 && \
    rm -rf /var/lib/apt/lists
RUN --mount=type=bind,target=/wheels,source=/wheels,from=builder \
    pip install --upgrade pip && \
    pip install --no-cache /wheels/*
COPY . .
CMD ["python", "-m", "checks"]
