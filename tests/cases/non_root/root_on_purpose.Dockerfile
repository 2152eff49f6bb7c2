FROM python:3.12-slim
WORKDIR /app
USER root
CMD ["gunicorn", "-b", ":8000", "app:app"]
