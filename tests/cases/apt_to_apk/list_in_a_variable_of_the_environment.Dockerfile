FROM python:3.12-slim
ENV deps=vim
RUN deps="curl git" && apt-get update && apt-get install -y $deps && make -e all
