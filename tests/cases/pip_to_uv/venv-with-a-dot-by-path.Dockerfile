FROM debian:bookworm-slim
WORKDIR /usr/src
RUN apt-get update && apt-get install -y python3-venv && rm -rf /var/lib/apt/lists/* \
    && python3 -m venv .venv && .venv/bin/pip3 install flask
RUN other.venv/bin/pip install flask
WORKDIR /usr/src/app
RUN ../.venv/bin/pip install requests
