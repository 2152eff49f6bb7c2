FROM python:3.12-slim
RUN groupadd -r app && useradd -r -g app app
COPY . /app
RUN useradd -r worker
USER worker
RUN true
USER app
CMD ["gunicorn", "app:app"]
