FROM python:3.12-slim
WORKDIR /app
RUN python -m venv venv && venv/bin/pip install flask
COPY server.py .
CMD venv/bin/python server.py
