FROM python:3.12-slim
RUN apt-get update && apt-get install -y python3-pip
RUN /usr/bin/pip3 install --break-system-packages flask
RUN /usr/local/bin/pip install flask
FROM ubuntu:22.04
RUN apt-get update && apt-get install -y python3-pip
RUN /usr/bin/python3 -m pip install flask
RUN /usr/local/bin/pip3 install django
