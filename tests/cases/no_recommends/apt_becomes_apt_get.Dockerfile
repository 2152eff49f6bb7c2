FROM python:3.12-slim
RUN apt update && apt install -y unzip && rm -rf /var/lib/apt/lists/*
RUN pip install torch
