FROM python:3.11.4-slim
# on bullseye or bookworm, by the day
RUN apt-get update && apt-get install -y build-essential
# the name tells
RUN apt-get install -y libwebp7 git
RUN pip install torch
