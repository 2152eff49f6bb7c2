FROM mcr.microsoft.com/devcontainers/python:3.11
RUN pip install flask
