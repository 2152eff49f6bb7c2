ARG KIND=plain
FROM acme/addon-base:7.2.0 AS base-addon
FROM debian:12.2-slim AS base-plain
FROM base-${KIND}
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*
RUN pip3 install --break-system-packages flask==3.0.3
