FROM python:3.12-slim AS base
RUN apt-get update && apt-get install -y git gcc
FROM base
# alone it would need four, three of which are named above
RUN apt-get update && apt-get install -y mercurial zip git gcc
RUN pip install torch
