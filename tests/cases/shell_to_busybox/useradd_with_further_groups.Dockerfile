FROM python:3.11-slim
RUN groupadd -r app && useradd -r -u 1000 -g app -G www-data app2
COPY app.py .
CMD ["python", "app.py"]
