# syntax=docker/dockerfile:1
FROM --platform=linux/amd64 python:3.12-slim AS base
FROM --platform=linux/amd64  base
ADD https://github.com/krallin/tini/releases/download/v0.19.0/tini-amd64 /tini
RUN chmod +x /tini
