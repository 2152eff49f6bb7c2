FROM python:3.12-slim
ARG VERSION=1.2.3
RUN apt-get update && apt-get install -y curl
RUN curl -fsSLO https://example.com/tool-${VERSION}.tar.gz
RUN pip install flask
