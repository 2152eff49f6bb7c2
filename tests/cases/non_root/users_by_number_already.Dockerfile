FROM python:3.12-slim
RUN groupadd -g 1000 app && useradd -u 1000 -g app app
USER 1000:app
CMD ["gunicorn", "app:app"]
