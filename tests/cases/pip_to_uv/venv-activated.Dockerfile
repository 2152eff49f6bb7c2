FROM python:3.12-slim
RUN python -m venv /venv && . /venv/bin/activate && pip install flask && deactivate && pip install gunicorn
