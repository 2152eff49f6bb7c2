FROM python:3.12-alpine
RUN apk update && apk add git
RUN apk --update add --virtual .x gcc && apk add --no-cache musl-dev
RUN <<EOF
apk add curl
EOF
