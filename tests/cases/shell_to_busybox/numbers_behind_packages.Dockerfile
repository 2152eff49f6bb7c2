FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
RUN useradd -r app && useradd -r idle && useradd -m person
COPY app.py .
USER app
CMD ["python", "app.py"]
