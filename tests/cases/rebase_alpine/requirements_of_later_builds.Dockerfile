FROM python:3.11-slim
ONBUILD COPY requirements.txt .
ONBUILD RUN pip install -r requirements.txt
