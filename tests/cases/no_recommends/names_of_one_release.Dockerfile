FROM python:3.12-slim-trixie AS said
RUN apt-get update && apt-get install -y llvm
FROM python:3.12-slim AS moves
RUN apt-get update && apt-get install -y llvm
RUN apt-get update && apt-get install -y python3-pip
FROM python:3.12-slim@sha256:c2d3b0b4a4d9b4a3f0c8a3c7a2f4d5e6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d1e2
RUN apt-get update && apt-get install -y llvm
