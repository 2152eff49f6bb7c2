FROM python:3.12-slim AS builder
WORKDIR /app
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN <<EOF
set -e
/opt/venv/bin/pip install --no-cache-dir --upgrade pip
# all at once
/opt/venv/bin/pip install --no-cache-dir -r requirements.txt
EOF

FROM python:3.12-slim
WORKDIR /app
COPY --from=builder /opt/venv /opt/venv
COPY . .
CMD ["/opt/venv/bin/python", "app.py"]
