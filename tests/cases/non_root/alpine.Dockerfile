FROM python:3.12-alpine
WORKDIR /app
COPY requirements.txt .
RUN --mount=from=ghcr.io/astral-sh/uv:0.13,source=/uv,target=/bin/uv \
    --mount=type=cache,target=/root/.cache/uv \
    uv pip install --system -r requirements.txt
# the source
COPY . .
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import socket; socket.create_connection(('127.0.0.1', 8000), 4)"]
# start it
CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
