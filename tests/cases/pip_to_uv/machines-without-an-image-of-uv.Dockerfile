FROM arm32v7/python:3.12-slim AS by-namespace
RUN pip install flask
FROM --platform=linux/arm/v7 python:3.12-slim AS by-platform
RUN pip install flask
FROM by-platform AS above
RUN pip install django
FROM python:3.12-slim-armhf AS by-tag
RUN pip install flask
FROM i386/python:3.12-slim AS small
RUN pip install flask
FROM --platform=linux/arm64/v8 arm64v8/python:3.12-slim AS large
RUN pip install flask
FROM --platform=$BUILDPLATFORM python:3.12-slim AS any
RUN pip install flask
