FROM python:3.12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential libffi-dev \
    && pip install flask cffi \
    && apt-get purge -y --auto-remove build-essential libffi-dev \
    && rm -rf /var/lib/apt/lists/*
CMD ["python", "app.py"]
