FROM python:3.12-slim
ARG http_proxy
ARG https_proxy
RUN echo "Acquire::http::Proxy \"$http_proxy\";" > /etc/apt/apt.conf.d/01proxy \
    && echo "Acquire::https::Proxy \"${HTTPS_PROXY}\";" >> /etc/apt/apt.conf.d/01proxy
RUN echo 'Acquire::http::Proxy::deb.example.com "DIRECT";' > /etc/apt/apt.conf.d/02direct
RUN apt-get -o Acquire::http::Proxy=false update && apt-get install -y curl
