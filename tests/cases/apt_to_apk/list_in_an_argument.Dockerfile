FROM python:3.12-slim
ARG DEPS="curl git"
RUN apt-get update && apt-get install -y $DEPS
