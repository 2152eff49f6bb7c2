# python-pip and py-pip bring the plain name, and python3 does not take it
FROM someone/base AS of-apt
RUN apt-get update && apt-get install -y python-pip python3-setuptools
RUN pip install flask

FROM alpine:3.8 AS of-apk
RUN apk add --no-cache python3 py-pip
RUN pip install flask

FROM someone/base AS as-a-module
RUN apt-get update && apt-get install -y python python3 python-pip
RUN python -m pip install flask

FROM ubuntu:22.04 AS by-its-script
RUN apt-get update && apt-get install -y python2 python3 curl
RUN curl -O https://bootstrap.pypa.io/pip/2.7/get-pip.py && python2 get-pip.py
RUN pip install flask

# these are Python 3's
FROM alpine:3.20 AS newer
RUN apk add --no-cache python3 py-pip
RUN pip install --break-system-packages flask

FROM someone/base AS by-its-version
RUN apt-get update && apt-get install -y python-pip python3-pip
RUN pip3 install --break-system-packages flask

FROM someone/base AS taken-over
RUN apt-get update && apt-get install -y python-pip python3-pip
RUN pip3 install --break-system-packages --upgrade pip
RUN pip install --break-system-packages flask
