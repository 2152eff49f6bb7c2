FROM python:3.12.1-slim AS builder
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /usr/local /usr/local
COPY . /app
CMD ["gunicorn", "main:app"]
