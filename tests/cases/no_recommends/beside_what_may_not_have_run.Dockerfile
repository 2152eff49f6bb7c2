FROM python:3.12-slim-bookworm AS if_asked_for
ARG DEV
RUN apt-get update; [ "$DEV" = 1 ] && apt-get install -y gcc make libc6-dev; echo
RUN apt-get install -y cmake
FROM python:3.12-slim-bookworm AS if_absent
RUN which gcc || apt-get install -y gcc make libc6-dev
RUN apt-get install -y cmake
FROM python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y gcc make libc6-dev
RUN apt-get install -y cmake
