FROM node:12 AS stretch
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM node:16-slim AS buster
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM node:18.3.0 AS bullseye
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM node:18 AS bookworm
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM node:lts AS newest
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM node:19-bookworm AS said
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM node:12-alpine AS alpine
RUN apk add py3-pip && pip3 install flask
FROM nvidia/cuda:10.0-base AS cuda
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM nvidia/cuda:12.4.1-base-ubuntu22.04 AS cuda-said
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
