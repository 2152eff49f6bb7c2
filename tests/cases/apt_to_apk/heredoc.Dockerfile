FROM python:3.12-slim
RUN <<EOF
set -e
apt-get update
# the client
apt-get install -y --no-install-recommends \
  postgresql-client \
  gcc
pip install flask
rm -rf /var/lib/apt/lists/*
EOF
