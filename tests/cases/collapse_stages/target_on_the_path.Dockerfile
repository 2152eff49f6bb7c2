FROM python:3.12-slim AS deps
COPY requirements.txt .
RUN pip install --no-cache-dir --target=/deps -r requirements.txt

FROM python:3.12-slim
COPY --from=deps /deps /deps
ENV PYTHONPATH=/deps
WORKDIR /app
COPY app .
CMD ["python", "main.py"]
