FROM ubuntu:20.04
RUN apt-get update && apt-get install -y python3-pip
RUN pip3 install flask
RUN python3 -m venv /venv && /venv/bin/pip install flask
