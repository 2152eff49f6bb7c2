FROM python:3.12-alpine AS builder
RUN pip install --prefix=/install flask==3.0.3
FROM python:3.11-alpine
COPY --from=builder /install /usr/local
COPY app.py ./
CMD ["python", "app.py"]
