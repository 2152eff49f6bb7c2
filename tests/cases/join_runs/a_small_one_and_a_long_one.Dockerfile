FROM python:3.12-alpine
RUN apk add --no-cache libpq
RUN mkdir /exports
WORKDIR /app
