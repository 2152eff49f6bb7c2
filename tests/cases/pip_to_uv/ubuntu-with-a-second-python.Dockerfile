FROM ubuntu:22.04
RUN apt-get update && apt-get install -y python3.11 python3.11-venv python3-pip
RUN python3.11 -m pip install flask
RUN pip3 install flask
RUN curl -O https://bootstrap.pypa.io/get-pip.py && python3.11 get-pip.py && pip install gunicorn
