FROM python:3.11-slim
RUN curl -fsSL https://example.com/install.sh | sh
RUN pip install flask
