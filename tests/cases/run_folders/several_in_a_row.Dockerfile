FROM node:24 AS same
WORKDIR /src
COPY web /web
RUN cd /web && npm ci
# the pages
RUN cd /web \
    && npm run build
FROM node:24 AS others
WORKDIR /src
COPY . .
RUN cd web && npm ci
ENV A=1
MAINTAINER a@example.com
RUN cd /src && npm test
RUN cd docs && npm run build
WORKDIR /data
FROM node:24 AS with_one_that_goes_back
WORKDIR /src
RUN cd web && npm ci
RUN cd web && npm run build && cd .. && ls
FROM node:24 AS with_one_that_stays
WORKDIR /src
RUN cd web && npm ci
RUN npm -v
RUN cd web && npm run build
FROM python:3.12-slim
RUN cd /tmp && make
RUN cd /tmp && make install
