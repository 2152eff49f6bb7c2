FROM python:3.12-alpine
RUN apk add --no-cache libpq nginx
RUN addgroup web && adduser -D -G web app
USER app
CMD ["gunicorn", "app:app"]
