FROM python:3.12-slim
ONBUILD COPY . /app
WORKDIR /app
EXPOSE 5000
CMD ["python", "app.py"]
