FROM python:3.9-alpine AS builder
RUN pip install flask
FROM alpine:3.18
COPY --from=builder /usr/local /usr/local
