FROM python:3.9-alpine
RUN apk add --no-cache libfoobaz && pip install flask
