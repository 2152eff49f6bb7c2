FROM python:3.12-slim
RUN groupadd -r app && useradd -r -u 1000 -g app -G www-data app2
USER app2
CMD ["python", "app.py"]
