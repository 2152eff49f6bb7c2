FROM python:3.12-alpine
WORKDIR /app
RUN apk add --no-cache git && git config --global --add safe.directory /app
COPY . .
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop:app"]
