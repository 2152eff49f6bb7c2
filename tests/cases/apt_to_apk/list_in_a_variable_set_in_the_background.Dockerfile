FROM python:3.12-slim
RUN deps="curl git" & apt-get update && apt-get install -y $deps
