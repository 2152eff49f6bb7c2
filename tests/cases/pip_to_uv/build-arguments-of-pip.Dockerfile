FROM python:3.12-slim
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL=https://pypi.example.com/simple
RUN pip install flask
