FROM python:3.12-slim
RUN <<EOF
set -e
# upgrade
pip install --upgrade pip
pip install --no-cache-dir \
  flask
EOF
