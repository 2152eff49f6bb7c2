FROM python:3.12-slim
RUN pip install numpy
RUN mkdir /data
RUN apt-get update && apt-get upgrade -y
RUN rm -rf /tmp/x
RUN apt-get install -y gcc
RUN curl -fsSO https://example.org/model.bin
