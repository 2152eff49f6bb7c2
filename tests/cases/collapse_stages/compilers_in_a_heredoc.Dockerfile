# syntax=docker/dockerfile:1
FROM python:3.12-slim AS build
COPY requirements.txt /tmp/
RUN <<EOF
set -e
apt-get update
apt-get install -y --no-install-recommends gcc
python -m venv /opt/venv
/opt/venv/bin/pip install --no-cache-dir -r /tmp/requirements.txt
EOF

FROM python:3.12-slim
COPY --from=build /opt/venv /opt/venv
COPY app /app
CMD ["/opt/venv/bin/python", "/app/main.py"]
