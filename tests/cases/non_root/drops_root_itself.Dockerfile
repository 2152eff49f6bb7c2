FROM python:3.12-alpine
WORKDIR /app
COPY . .
EXPOSE 8000
CMD ["su-exec", "nobody", "gunicorn", "-b", ":8000", "app:app"]
