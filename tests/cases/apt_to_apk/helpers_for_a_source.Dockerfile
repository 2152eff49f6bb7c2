FROM python:3.12-slim
RUN apt-get update && apt-get install -y gnupg apt-transport-https software-properties-common lsb-release curl
