FROM python:3.12-slim AS base
RUN useradd -m web
USER web
FROM base
WORKDIR /app
CMD ["gunicorn", "-b", ":8000", "app:app"]
