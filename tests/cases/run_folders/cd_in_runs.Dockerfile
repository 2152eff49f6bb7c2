FROM node:24 AS web
COPY web /web
# what the browser gets
RUN cd /web && npm ci && npm run build

FROM python:3.12-slim AS first
WORKDIR /app
COPY . .
RUN cd /app && make
RUN cd . \
    # why
    && make test
RUN cd docs && make html
WORKDIR /srv
RUN cd sub && make
ENV A=1
WORKDIR /data

FROM python:3.12-slim
RUN cd /tmp && make
