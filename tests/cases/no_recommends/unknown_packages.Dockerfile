FROM python:3.12-slim
ARG EXTRA=git
COPY app.deb .
RUN apt-get update && apt-get install -y no-such-package-at-all
RUN apt-get install -y $EXTRA curl
RUN apt-get install -y libc6:i386
RUN apt-get install -y git/bookworm
RUN apt-get install -y -t bookworm-backports git
RUN apt-get install -y 'libboost.*-dev'
RUN apt-get install -y ./app.deb
RUN apt-get install -y git
RUN pip install torch
