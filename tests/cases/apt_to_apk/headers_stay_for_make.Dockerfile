FROM python:3.12-slim
RUN apt-get update && apt-get install -y make gcc
RUN pip install flask
RUN make docs
