FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends nmap && rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get install -y sshpass && rm -rf /var/lib/apt/lists/*
