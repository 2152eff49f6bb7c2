FROM python:2.7-alpine
RUN pip install flask
