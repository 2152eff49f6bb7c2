FROM python:3.12-slim
RUN apt-get -o Acquire::http::proxy=http://proxy.example.com:3128 update \
    && apt-get -o Acquire::http::proxy=http://proxy.example.com:3128 install -y curl
