FROM python:3.12-slim
ENTRYPOINT gunicorn app:app
