FROM python:3.12-slim AS base
RUN apt-get update && apt-get install -y gcc curl
FROM base AS dev
RUN pip install flask debugpy
FROM base
RUN pip install flask
