FROM python:3.12-slim AS builder
RUN pip install flask

FROM python:3.12-slim
COPY --from=builder /usr/local /usr/local
CMD ["python"]
