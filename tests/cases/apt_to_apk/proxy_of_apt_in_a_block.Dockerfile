FROM python:3.12-slim AS one
RUN echo 'Acquire::http { Proxy "http://proxy.example.com:3142"; };' > /etc/apt/apt.conf.d/01proxy
RUN apt-get update && apt-get install -y curl

FROM python:3.12-slim AS several
RUN printf 'Acquire {\n  Retries "3";\n  HTTP::proxy "http://10.0.0.6:8080";\n};\n' > /etc/apt/apt.conf.d/01proxy
RUN apt-get update && apt-get install -y curl

FROM python:3.12-slim AS direct
RUN echo 'Acquire::http { Proxy "DIRECT"; };' > /etc/apt/apt.conf.d/01proxy
RUN apt-get update && apt-get install -y curl
