FROM ubuntu:22.04 AS one
RUN apt-get update && apt-get install -y python3-pip
RUN apt-get install -y git
FROM python:3.8-slim-buster AS two
RUN apt-get update && apt-get install -y git
FROM python:3.9.1-slim AS three
RUN apt-get update && apt-get install -y git
FROM registry.example.com/python-base:3 AS four
RUN apt-get update && apt-get install -y git
RUN pip install torch
