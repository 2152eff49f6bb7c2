FROM python:3.12-slim
RUN apt-get update && apt-get install -y git
VOLUME /var/lib/apt/lists
