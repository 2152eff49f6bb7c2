FROM python:3.12-slim AS copied
COPY requirements.txt .
RUN cd api && make
FROM python:3.12-slim AS relative
WORKDIR srv
RUN cd api && make
FROM python:3.12-slim AS before_a_relative_one
WORKDIR /app
RUN cd docs && make
WORKDIR sub
FROM python:3.12-slim
WORKDIR sub
RUN cd /sub && make
