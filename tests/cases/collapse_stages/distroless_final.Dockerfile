FROM python:3-slim AS builder
COPY requirements.txt .
RUN pip install --target=/app -r requirements.txt

FROM gcr.io/distroless/python3
COPY --from=builder /app /app
CMD ["/app/main.py"]
