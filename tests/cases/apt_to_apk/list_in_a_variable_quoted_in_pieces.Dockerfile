FROM python:3.12-slim
RUN deps='git '"curl" && apt-get update && apt-get install -y $deps
RUN tools=git\ curl && apt-get update && apt-get install -y $tools
