FROM python:3.8-alpine
RUN apk add --no-cache git && pip install docker-compose
CMD ["docker-compose", "version"]
