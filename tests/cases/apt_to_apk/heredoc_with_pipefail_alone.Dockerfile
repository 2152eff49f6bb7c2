FROM python:3.12-slim
RUN <<EOF
set -o pipefail
apt-get update
apt-get install -y --no-install-recommends gcc
pip install psycopg2
pip check
EOF
