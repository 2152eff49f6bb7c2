FROM python:3.12-slim AS base
HEALTHCHECK NONE
FROM base
CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
