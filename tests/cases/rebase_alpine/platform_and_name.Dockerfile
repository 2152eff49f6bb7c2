FROM --platform=linux/amd64 python:3.11-slim AS App
RUN pip install flask
