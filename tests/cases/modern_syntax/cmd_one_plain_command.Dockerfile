FROM python:3.12-slim
WORKDIR /app
CMD gunicorn --bind 0.0.0.0:8000 \
    --access-logfile - --name "my app" \
    'app:create_app()'
