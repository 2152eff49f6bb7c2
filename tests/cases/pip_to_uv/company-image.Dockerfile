FROM registry.example.com/base/python:3.12
RUN pip install flask
