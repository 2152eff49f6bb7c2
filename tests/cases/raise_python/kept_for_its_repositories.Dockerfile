FROM python:3.9-alpine
RUN echo https://example.com/alpine/edge/testing >> /etc/apk/repositories && apk add --no-cache gcc
