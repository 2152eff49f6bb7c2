FROM python:3.12-slim
ARG RUN_AS
USER $RUN_AS
WORKDIR /app
CMD ["gunicorn", "-b", ":8000", "app:app"]
