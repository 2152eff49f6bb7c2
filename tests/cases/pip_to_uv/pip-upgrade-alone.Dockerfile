FROM python:3.12-slim

# newest pip
RUN pip install --upgrade pip

RUN pip install flask
