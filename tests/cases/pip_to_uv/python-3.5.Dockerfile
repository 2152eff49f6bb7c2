FROM python:3.5-slim
RUN pip install flask
