FROM python:3.12-slim
RUN useradd -u 123 app
COPY app.py .
CMD ["python", "app.py"]
