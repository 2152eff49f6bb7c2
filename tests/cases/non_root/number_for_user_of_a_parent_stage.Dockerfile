FROM python:3.12-alpine AS base
RUN adduser -D app
FROM base AS test
USER app
RUN pytest
FROM base
COPY . /app
USER app
CMD ["gunicorn", "app:app"]
