FROM python:3.12-slim
ARG REDIS
RUN apt-get update && apt-get install -y redis-tools="6:${REDIS}.*"
CMD ["python"]
