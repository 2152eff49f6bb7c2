FROM python:3.12-alpine
ENV DEBIAN_FRONTEND=noninteractive
RUN apk add --no-cache --virtual .build-deps gcc musl-dev \
    && pip install flask \
    && apk del .build-deps
