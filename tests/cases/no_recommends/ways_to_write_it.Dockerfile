FROM python:3.12-slim
RUN apt-get update && apt-get install unzip -y && apt-get -yqq install jq
RUN if true; then apt-get install --yes --quiet unzip; fi
RUN bash -c "apt-get update && apt-get install -y unzip"
RUN apt-get install -y --fix-missing unzip
RUN sudo -E apt-get install -y -o Acquire::Retries=3 unzip jq=1.6*
RUN apt-get install -y `# two tools` \
    unzip `# for the archives` \
    gcc `# compiles` \
    && echo done
RUN <<SCRIPT
set -e
apt-get update
apt-get install -y \
  unzip \
  gcc
SCRIPT
RUN pip install torch
