FROM python:3.12-slim AS deps
COPY requirements.txt .
RUN pip install --prefix=/install -r requirements.txt
FROM python:3.12-slim AS app
COPY --from=deps /install /usr/local
WORKDIR /app
COPY app .
FROM python:3.12-slim
COPY --from=deps /install /usr/local
COPY --from=app /app /app
WORKDIR /app
CMD ["python", "main.py"]
