FROM python:3.12-slim
# what is named stays behind when gcc goes
RUN apt-get update \
    && apt-get install -y gcc \
    && pip install torch lxml --no-binary lxml \
    && apt-get purge -y --auto-remove gcc
# nothing has to be named
RUN apt-get install -y g++ \
    && pip install lxml --no-binary lxml \
    && apt-get purge -y --auto-remove g++
