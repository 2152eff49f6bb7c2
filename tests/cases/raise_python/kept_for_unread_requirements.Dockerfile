FROM python:3.9-alpine
RUN pip install -r requirements.txt
