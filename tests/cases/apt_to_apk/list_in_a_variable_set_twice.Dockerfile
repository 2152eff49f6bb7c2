FROM python:3.12-slim
RUN deps="curl" && apt-get update && apt-get install -y $deps && deps="git" && apt-get install -y $deps
