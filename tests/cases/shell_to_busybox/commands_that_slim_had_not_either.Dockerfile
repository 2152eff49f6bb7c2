FROM python:3.12-slim
HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
COPY app.py .
CMD ["python", "app.py"]
