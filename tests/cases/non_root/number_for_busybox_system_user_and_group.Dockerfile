FROM python:3.12-alpine
RUN addgroup -S app && \
    # no login
    adduser -S -G app app
COPY . /app
USER app:app
CMD ["gunicorn", "app:app"]
