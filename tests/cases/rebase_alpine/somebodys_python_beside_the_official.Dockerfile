FROM registry.example.com/team/python:3.11-slim AS build
RUN pip wheel -w /wheels flask
FROM python:3.11-slim
RUN pip install flask
