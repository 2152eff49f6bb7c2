FROM python:3.9-alpine3.18
ENV DEBIAN_FRONTEND=noninteractive
RUN apk add --no-cache gcc && pip install flask
