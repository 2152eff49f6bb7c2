FROM python:3.12-slim
RUN useradd app
RUN \
    # what the service writes
    mkdir /data
