FROM python:3.12-slim
ARG VERSION
ENV VERSION=master
RUN pip install flask
