# the image everything stands on
FROM python:3.12-slim AS base
ENV PYTHONUNBUFFERED=1
WORKDIR /app

# what it needs
FROM base AS deps
COPY requirements.txt .
RUN pip install -r requirements.txt

# the service
FROM deps AS service
COPY . .
CMD ["python", "app.py"]
