FROM python:3.12-slim
RUN for i in 1 2 3; do apt-get update && break; sleep 5; done; apt-get install -y curl
