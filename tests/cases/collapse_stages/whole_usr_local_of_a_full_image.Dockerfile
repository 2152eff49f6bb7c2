FROM python:3.12 AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

FROM python:3.12-slim
WORKDIR /app
# all that pip installed
COPY --from=builder /usr/local /usr/local
COPY . .
CMD ["gunicorn", "main:app"]
