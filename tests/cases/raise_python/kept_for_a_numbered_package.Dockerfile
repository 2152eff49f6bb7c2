FROM python:3.9-alpine
RUN apk add --no-cache postgresql14-client && pip install flask
