FROM python:3.12-slim
RUN echo running pip install -r requirements.txt && pip install flask
