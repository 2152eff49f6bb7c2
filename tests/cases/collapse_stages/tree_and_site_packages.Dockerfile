FROM python:3.10-slim AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install --upgrade pip
RUN pip install --no-cache-dir -r requirements.txt
COPY . .

FROM python:3.10-slim
RUN groupadd -r web && useradd -r -g web web
WORKDIR /app
COPY --from=builder --chown=web:web /app .
COPY --from=builder /usr/local/lib/python3.10/site-packages /usr/local/lib/python3.10/site-packages
COPY --from=builder /usr/local/bin /usr/local/bin
USER web
CMD ["python", "manage.py", "runserver"]
