FROM python:3.12-slim
CMD exec uvicorn app.main:app --host 0.0.0.0 --port ${WEB_PORT:-8080}
