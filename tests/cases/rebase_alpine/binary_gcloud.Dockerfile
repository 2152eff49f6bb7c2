FROM python:3.11-slim
RUN curl -sSL https://sdk.cloud.google.com | bash
RUN pip install flask
