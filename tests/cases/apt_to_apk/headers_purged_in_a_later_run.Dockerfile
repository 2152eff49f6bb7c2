FROM python:3.12-slim
RUN apt-get update && apt-get install -y gcc
RUN pip install flask
RUN apt-get purge -y gcc && apt-get autoremove -y
