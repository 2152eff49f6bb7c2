FROM ubuntu:22.04
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN apt-get update && apt-get install -y python3.11 curl
RUN curl -sS https://bootstrap.pypa.io/get-pip.py |& python3.11
RUN pip install flask
