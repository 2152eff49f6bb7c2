FROM python:3.12-slim
RUN apt-get update && apt-get install -y \
        git \
        make \
    && pip install flask \
    && apt-get purge -y make
