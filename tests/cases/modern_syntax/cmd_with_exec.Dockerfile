FROM python:3.12-slim
CMD exec uvicorn app:app --host 0.0.0.0
