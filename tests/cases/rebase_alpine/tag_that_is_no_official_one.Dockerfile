FROM python:3.11-slim-company1
RUN pip install flask
