FROM python:3.12-slim AS nodesource
RUN apt-get update && apt-get install -y curl
RUN curl -fsSL https://deb.nodesource.com/setup_20.x | bash - \
    && apt-get install -y nodejs

FROM python:3.12-slim AS written
RUN echo "deb http://deb.debian.org/debian bookworm-backports main" > /etc/apt/sources.list.d/backports.list
RUN apt-get update && apt-get install -y git

FROM python:3.12-slim AS copied
COPY sources.list /etc/apt/
RUN apt-get update && apt-get install -y git

FROM python:3.12-slim AS package
RUN dpkg -i /tmp/repository.deb && apt-get update && apt-get install -y git

FROM python:3.12-slim AS script
RUN ./prepare.sh && apt-get update && apt-get install -y git

FROM python:3.12-slim AS same_packages
RUN sed -i 's/deb.debian.org/ftp.de.debian.org/g' /etc/apt/sources.list.d/debian.sources
RUN echo 'Acquire::Retries "3";' > /etc/apt/apt.conf.d/80-retries
RUN apt-get update && apt-get install -y unzip
RUN pip install torch
