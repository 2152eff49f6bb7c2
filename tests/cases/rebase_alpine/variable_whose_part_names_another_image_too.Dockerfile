ARG TAG=3.11-slim
FROM python:${TAG} AS app
RUN pip install flask
FROM registry.example.com/tools:${TAG} AS tools
RUN echo tools
FROM app
