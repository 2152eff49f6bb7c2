FROM debian:bookworm AS linked
RUN apt-get update && apt-get install -y python3 build-essential wget
RUN wget https://www.python.org/ftp/python/3.10.11/Python-3.10.11.tar.xz && tar -xf Python-3.10.11.tar.xz
RUN cd Python-3.10.11 && ./configure && make && make altinstall
RUN update-alternatives --install /usr/bin/python python /usr/local/bin/python3.10 1
RUN update-alternatives --install /usr/bin/pip pip /usr/local/bin/pip3.10 1
RUN pip install flask

FROM ubuntu:22.04 AS upgraded
RUN apt-get update && apt-get install -y python3.11 python3.11-venv python3-pip
RUN python3.11 -m pip install --upgrade pip
RUN pip install flask

FROM ubuntu:22.04 AS in-its-venv
RUN apt-get update && apt-get install -y python3.11 python3.11-venv python3-pip
RUN python3.11 -m venv /opt/venv && /opt/venv/bin/python3.11 -m pip install --upgrade pip
RUN pip3 install flask

FROM python:3.10 AS its-own
RUN python3.10 -m pip install --upgrade pip
RUN pip install flask

FROM ubuntu:22.04 AS by-its-script
RUN apt-get update && apt-get install -y python3.11 curl
RUN curl -O https://bootstrap.pypa.io/get-pip.py && python3.11 get-pip.py && rm get-pip.py
RUN pip install flask

FROM ubuntu:22.04 AS through-a-pipe
RUN apt-get update && apt-get install -y python3.11 curl
RUN curl -sS https://bootstrap.pypa.io/get-pip.py | python3.11
RUN curl -sSL https://install.python-poetry.org | python3.10 -
RUN pip install flask
