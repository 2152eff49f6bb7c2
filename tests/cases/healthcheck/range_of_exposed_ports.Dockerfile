FROM python:3.12-alpine
WORKDIR /app
COPY . .
EXPOSE 4567-4583 8080
CMD ["python", "serve.py"]
