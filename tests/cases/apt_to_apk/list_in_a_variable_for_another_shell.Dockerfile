FROM python:3.12-slim
RUN deps="curl git" && apt-get update && sh -c 'apt-get install -y $deps'
