ARG REGISTRY=registry.example.com/library
FROM ${REGISTRY}/python:3.11-slim
RUN pip install flask
