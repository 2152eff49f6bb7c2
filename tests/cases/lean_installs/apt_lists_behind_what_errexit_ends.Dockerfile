FROM python:3.12-slim
RUN (set -e; apt-get update; apt-get install -y git; git --version)
RUN apt-get update && apt-get install -y curl && for each in a b; do curl -O "https://x.org/$each"; tar xf "$each"; done

FROM python:3.12-slim AS strict
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN apt-get update; apt-get install -y curl; for each in a b; do curl -O "https://x.org/$each"; tar xf "$each"; done
RUN apt-get update; apt-get install -y make && (make; make install)
RUN apt-get update && apt-get install -y git && git --version
