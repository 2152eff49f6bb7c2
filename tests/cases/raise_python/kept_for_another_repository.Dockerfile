FROM python:3.9-alpine
RUN apk add --no-cache --repository=https://example.com/edge gcc
