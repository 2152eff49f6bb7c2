# syntax=docker/dockerfile:1
FROM python:3.12-slim
RUN <<EOF
set -eu
groupadd -r -g 1500 app
useradd -r -u 1500 -g app --home-dir /data/app/home -m app
EOF
COPY app.py .
CMD ["python", "app.py"]
