FROM python:3.12-slim
RUN addgroup --system app && adduser --system --group app
USER app
CMD ["gunicorn", "app:app"]
