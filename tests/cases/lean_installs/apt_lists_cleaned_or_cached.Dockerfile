FROM python:3.12-slim
RUN apt-get update && apt-get install -y git && apt-get distclean
RUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y git
