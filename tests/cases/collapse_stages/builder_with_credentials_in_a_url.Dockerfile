FROM python:3.12-slim AS builder
COPY requirements.txt .
RUN pip install --user --index-url https://ci:${KEY}@pypi.example.org/simple -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
CMD ["python"]
