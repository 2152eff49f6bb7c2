# No HEALTHCHECK here: nothing runs in this stage
FROM python:3.12-alpine AS wheels
RUN pip wheel --wheel-dir /wheels flask gunicorn

# There is no healthcheck endpoint yet
FROM python:3.12-alpine
COPY --from=wheels /wheels /wheels
RUN pip install --no-cache-dir /wheels/*
CMD ["gunicorn", "app:app", "--bind", "0.0.0.0:8000"]
