FROM python:3.12-slim AS together
RUN apt-get update && apt-get install -y cron && rm -rf /var/lib/apt/lists/*
CMD ["python", "app.py"]
FROM python:3.12-slim AS options-last
RUN apt-get update && apt-get install cron -yqq
CMD ["python", "app.py"]
FROM python:3.12-slim
RUN apt-get update && apt-get install -y \
    git \
    cron && rm -rf /var/lib/apt/lists/*
CMD ["python", "app.py"]
