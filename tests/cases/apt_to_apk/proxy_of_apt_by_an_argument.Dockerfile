FROM python:3.12-slim
ARG CACHE=http://10.0.0.6:3142
RUN echo "Acquire::HTTP::Proxy \"${CACHE}\";" > /etc/apt/apt.conf.d/01proxy && \
    apt-get update && \
    apt-get install -y curl
