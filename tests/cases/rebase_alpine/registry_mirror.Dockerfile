FROM registry.example.com/dockerhub/library/python:3.11-slim-bookworm AS app
RUN pip install flask
