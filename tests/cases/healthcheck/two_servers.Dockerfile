FROM python:3.12-slim
CMD daphne -p 8001 app.asgi:application & gunicorn -b :8000 app.wsgi
