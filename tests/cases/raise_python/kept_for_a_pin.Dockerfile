FROM python:3.9-alpine
RUN pip install numpy==1.21.0
