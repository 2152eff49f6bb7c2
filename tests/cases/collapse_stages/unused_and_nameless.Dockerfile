# Copyright 2024 The Graph Authors

FROM ubuntu:22.04

# nothing ever came of this
WORKDIR /home/graph

FROM python:3.11-slim
COPY . /app
RUN pip install -r /app/requirements.txt
CMD ["python", "/app/main.py"]
