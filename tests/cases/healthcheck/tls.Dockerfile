FROM python:3.12-slim
CMD ["uvicorn", "app:app", "--port=8443", "--ssl-keyfile", "/k", "--ssl-certfile", "/c"]
