FROM ubuntu:16.04 AS of-ubuntu
RUN apt-get update && apt-get install -y python3-venv && python3 -m venv /opt/venv && /opt/venv/bin/pip install flask
RUN . /opt/venv/bin/activate && pip install flask
RUN /opt/venv/bin/python -m pip install flask
FROM alpine:3.5 AS of-alpine
RUN apk add --no-cache python3 && python3 -m venv /venv
ENV PATH=/venv/bin:$PATH
RUN pip install flask
FROM python:3.5 AS of-python
RUN pip install virtualenv && virtualenv venv --no-site-packages
RUN venv/bin/pip install flask
FROM ubuntu:18.04 AS of-python-2
RUN apt-get update && apt-get install -y python-virtualenv && sudo -H virtualenv /v --no-site-packages
RUN /v/bin/python -m pip install flask
FROM ubuntu:16.04 AS of-another
RUN add-apt-repository ppa:deadsnakes/ppa && apt-get install -y python3.8-venv && python3.8 -m venv /opt/venv
RUN /opt/venv/bin/pip install flask
FROM python:3.6-jessie AS of-its-own
RUN pip install virtualenv && virtualenv /v
RUN /v/bin/pip install flask
FROM ubuntu:18.04 AS of-one-that-is-named
RUN virtualenv -p python2 /a && /a/bin/pip install flask
RUN virtualenv --python=/usr/bin/python2.7 /b && /b/bin/pip install flask
RUN python3.5 -m venv /c && /c/bin/pip install flask
RUN virtualenv -p 2.7 /d && /d/bin/pip install flask
RUN virtualenv -ppython3 /e && /e/bin/pip install flask
RUN python3 -m virtualenv --prompt app /f && /f/bin/pip install flask
