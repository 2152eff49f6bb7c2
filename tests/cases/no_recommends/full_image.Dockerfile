FROM python:3.12
# the image has gcc and git with all that they recommend
RUN apt-get update && apt-get install -y gcc git libmagic1 && rm -rf /var/lib/apt/lists/*
RUN pip install torch
