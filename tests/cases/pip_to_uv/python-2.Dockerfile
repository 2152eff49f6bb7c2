FROM ubuntu:16.04
RUN apt-get update && apt-get install -y python-pip
RUN pip install flask

FROM alpine:3.15 AS alpine-with-headers
RUN apk add --no-cache build-base python2-dev && python -m ensurepip --upgrade && pip install -U setuptools wheel
RUN pip install flask
