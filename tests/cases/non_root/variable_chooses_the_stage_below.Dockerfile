ARG OS=debian
FROM python:3.12-slim AS on-debian
FROM python:3.12-alpine AS on-alpine
FROM on-${OS}
WORKDIR /app
RUN pip install --no-cache-dir fastapi uvicorn
COPY . .
CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
