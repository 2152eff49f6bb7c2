FROM python:3.12-slim
USER root
RUN useradd --create-home app
USER app
CMD ["gunicorn", "app:app"]
