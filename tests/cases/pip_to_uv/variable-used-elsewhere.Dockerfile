FROM python:3.12-slim
ENV PIP_INDEX_URL=https://pypi.example.com/simple
RUN curl $PIP_INDEX_URL && pip install flask
