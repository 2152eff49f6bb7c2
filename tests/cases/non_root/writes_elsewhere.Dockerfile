FROM python:3.12-slim
WORKDIR /app
COPY . .
CMD ["gunicorn", "-b", ":8000", "--access-logfile", "/var/log/access.log", "--pid=/run/app.pid", "app:app"]
