FROM python:3.12-slim
ENV PIP_TARGET=/deps
RUN pip install flask
FROM python:3.12-slim
ENV PIP_USER=no PIP_CONFIG_FILE=/dev/null PIP_VERSION=24.0 PIP_FIND_LINKS="/a /b"
RUN pip install flask
FROM python:3.12-slim
ENV PIP_CERT=/ca.pem PIP_ONLY_BINARY=:all: PIP_COMPILE=1
RUN pip install flask
