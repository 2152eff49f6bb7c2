FROM python:3.12-slim
ENV HOME=/home/app
RUN pip install flask
