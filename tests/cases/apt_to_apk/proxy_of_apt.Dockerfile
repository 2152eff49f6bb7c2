FROM python:3.12-slim
RUN echo 'Acquire::http::Proxy "http://user:secret@proxy.example.com:3128";' > /etc/apt/apt.conf.d/01proxy
RUN apt-get update && apt-get install -y curl
