# syntax=docker/dockerfile-upstream:1.4.0
FROM --platform=linux/amd64 python:3.12-slim

# PORTER_INIT

RUN apt-get update && apt-get install -y --no-install-recommends git jq

# PORTER_MIXINS

COPY . ${BUNDLE_DIR}
