FROM python:3.12-slim
RUN groupadd -r web && useradd -r -g web web
WORKDIR /app
COPY --chown=web:web . .
CMD ["gunicorn", "-b", ":8000", "app:app"]
