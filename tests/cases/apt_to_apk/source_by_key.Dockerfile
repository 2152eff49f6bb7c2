FROM python:3.12-slim
RUN curl -s https://example.com/key.asc | apt-key add - && echo "deb https://example.com/apt stable main" > /etc/apt/sources.list.d/x.list && apt-get update && apt-get install -y curl
