FROM python:3.12-slim
EXPOSE 8000
CMD ["gunicorn", "-b", "unix:/run/app.sock", "app:app"]
