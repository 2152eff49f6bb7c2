FROM python:3.12-slim
WORKDIR /app
COPY . .
EXPOSE 443
CMD ["python", "app.py"]
