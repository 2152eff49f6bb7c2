FROM python:3.12-slim
ENV PYTHONDONTWRITEBYTECODE=1
RUN pip install flask
