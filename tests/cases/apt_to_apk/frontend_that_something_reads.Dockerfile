FROM python:3.12-slim
ENV DEBIAN_FRONTEND=noninteractive
RUN echo $DEBIAN_FRONTEND && apt-get update && apt-get install -y curl
