FROM python:3.12-slim
ARG MORE=git
RUN deps="curl $MORE" && apt-get update && apt-get install -y $deps
