FROM python:3.12-slim
RUN apt-get update && apt-get install -y python3-numpy
RUN /usr/bin/python3 -c 'import numpy'
