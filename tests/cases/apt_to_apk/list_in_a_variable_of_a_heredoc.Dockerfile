FROM python:3.12-slim
RUN <<EOF
set -e
deps="curl
  git"
apt-get update
apt-get install -y $deps
EOF
