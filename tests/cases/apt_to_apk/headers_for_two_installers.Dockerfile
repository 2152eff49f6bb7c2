FROM python:3.12-slim
RUN apt-get update && apt-get install -y build-essential libffi-dev
RUN pip install --upgrade pip
RUN pip install flask
RUN cd /src && \
    pip install gunicorn && \
    rm -rf /root/.cache
