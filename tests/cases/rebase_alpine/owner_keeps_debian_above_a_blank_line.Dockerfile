# syntax=docker/dockerfile:1
# keep slim: the wheels
# take too long on alpine

ARG TAG=3.12-slim

FROM python:${TAG} AS first
RUN pip install flask

# don't use alpine, its DNS fails in our network

# the second one
FROM python:3.12-slim
RUN pip install flask
