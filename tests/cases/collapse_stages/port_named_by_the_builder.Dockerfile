FROM python:3.12-slim AS builder
EXPOSE 8000
COPY requirements.txt .
RUN pip install --no-cache-dir --prefix=/install -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /install /usr/local
COPY . /app
EXPOSE 9000
CMD ["python", "/app/main.py"]
