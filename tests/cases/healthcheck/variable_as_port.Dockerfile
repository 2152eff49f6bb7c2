FROM python:3.12-alpine
ENV PORT=8000
USER 1000:1000
CMD ["sh", "-c", "exec gunicorn --bind 0.0.0.0:${PORT} app:app"]
