FROM python:3.12-alpine
RUN addgroup -S web && adduser -S -D -G web web
WORKDIR /app
COPY . .
CMD ["gunicorn", "-b", ":8000", "app:app"]
