FROM python:3.12-slim AS all
ENV PIP_ONLY_BINARY=:all:
RUN pip install -r requirements.txt
RUN ["pip", "install", "flask"]
RUN pip install --no-binary lxml lxml
FROM python:3.12-slim AS some
ENV PIP_NO_BINARY=psycopg2,lxml PIP_NO_CACHE_DIR=1
RUN pip install flask && pip uninstall -y wheel
RUN PIP_NO_BINARY=grpcio pip install grpcio
FROM python:3.12-slim AS by-the-build
ARG PIP_ONLY_BINARY=:all:
RUN pip install flask
