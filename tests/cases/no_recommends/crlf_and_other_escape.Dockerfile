# escape=`
FROM python:3.12-slim
RUN apt-get update && `
    apt-get install -y `
      # compiles
      unzip `
      gcc
RUN pip install torch
