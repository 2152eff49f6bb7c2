FROM python:3.12-alpine
RUN addgroup -S app && adduser -S -G app app && adduser --system worker
USER worker
RUN true
USER app
CMD ["gunicorn", "app:app"]
