FROM python:3.9-alpine
ARG PACKAGES
RUN apk add --no-cache $PACKAGES && pip install flask
