FROM localhost:5000/python:3.11-slim
RUN pip install flask
