FROM python:3.12-slim
RUN groupadd web && useradd -g web app && useradd --create-home other
USER app:web
RUN true
USER other:other
RUN true
USER root:web
RUN true
USER app
CMD ["gunicorn", "app:app"]
