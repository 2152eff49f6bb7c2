FROM python:3.12-slim
ARG PIP=pip3
ARG PYTHON=python3.12
ENV TOOL=pip
RUN $PIP install flask
RUN ${PYTHON} -m pip install flask
RUN $TOOL install flask
