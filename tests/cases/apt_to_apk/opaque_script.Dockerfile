FROM python:3.12-slim
SHELL ["/usr/bin/pwsh", "-c"]
RUN apt-get update; apt-get install -y curl
