FROM python:3.12-alpine
RUN apt-get update && apt-get install -y gcc git
RUN pip install flask
