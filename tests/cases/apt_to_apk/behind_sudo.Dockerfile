FROM python:3.12-slim
RUN sudo apt-get update && sudo -E DEBIAN_FRONTEND=noninteractive apt-get install -y curl
