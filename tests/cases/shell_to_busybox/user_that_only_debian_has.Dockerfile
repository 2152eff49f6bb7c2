FROM python:3.12-slim
USER backup
CMD ["python", "app.py"]
