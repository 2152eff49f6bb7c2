FROM python:3.12-alpine
RUN --mount=type=cache,target=/var/cache/apk apk add git
RUN apk --cache-dir=/c add git
