FROM python:3.11-slim
ENV PYTHONPATH=/usr/lib/python3/dist-packages
RUN pip install flask
