FROM python:3.12-slim
RUN curl https://example.com/key.asc | apt-key add -
WORKDIR /app
