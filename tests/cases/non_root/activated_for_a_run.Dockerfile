FROM python:3.12-slim
WORKDIR /app
RUN python -m venv /venv && . /venv/bin/activate && pip install gunicorn && apt-mark auto gcc
COPY app.py .
CMD ["/venv/bin/gunicorn", "-b", ":8000", "app:app"]
