FROM python:3.12-alpine
RUN apk add --no-cache a && \
  apk add --no-cache b
RUN mkdir /c
