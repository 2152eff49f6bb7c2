FROM python:3.9-alpine
RUN apk add --no-cache gcc=12.1-r0 && pip install flask
