FROM python:3.12-slim AS web
WORKDIR /app
CMD ["gunicorn", "-b", ":8000", "app:app"]
FROM web AS dev
RUN pip install pytest
