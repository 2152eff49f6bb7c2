FROM python:3.12-slim
RUN apt-get update && apt-get build-dep -y python3
