FROM python:3.12-slim AS base
RUN apt-get update && apt-get install -y git
FROM base
RUN apt-get update && apt-get install -y curl
RUN apt-get install -y jq
FROM base
RUN if true; then apt-get update; fi && apt-get install -y curl
