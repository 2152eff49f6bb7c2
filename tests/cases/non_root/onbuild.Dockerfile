FROM python:3.12-slim
WORKDIR /app
ONBUILD COPY . .
EXPOSE 8000
CMD ["python", "app.py"]
