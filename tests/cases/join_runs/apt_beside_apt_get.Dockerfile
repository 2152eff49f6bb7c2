# apt becomes apt-get behind this, where it does the same
FROM python:3.12-slim
RUN apt install -y --no-install-recommends curl
RUN apt-get install -y --no-install-recommends git
ENV A=1
RUN apt-get update && apt-get upgrade -y
RUN apt install -y nano
