FROM python:3.12-slim
RUN bash -c "apt-get update && apt-get install -y curl"
RUN sh -c 'set -e; apt-get update; apt-get install -y --no-install-recommends jq'
