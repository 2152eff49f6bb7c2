FROM python:3.12-alpine
RUN apk add --no-cache --virtual .build gcc \
    && scanelf --needed --nobanner /usr/local/bin/python | xargs -rt apk add --no-network --virtual .run \
    && apk del --no-network .build
