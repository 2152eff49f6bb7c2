FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends libpq5
RUN useradd --system app
USER app
CMD ["gunicorn", "app:app"]
