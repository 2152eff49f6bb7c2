ARG PLATFORM=linux/amd64
FROM --platform=$PLATFORM python:3.12-slim
RUN curl -fsSLo /tini https://github.com/krallin/tini/releases/download/v0.19.0/tini-amd64
