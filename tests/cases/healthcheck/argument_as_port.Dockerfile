FROM python:3.12-slim
ARG PORT=8000
CMD gunicorn --bind 0.0.0.0:$PORT app:app
