FROM python:3.12-slim
RUN echo 'APT::Install-Recommends "false";' > /etc/apt/apt.conf.d/99-bare
RUN apt-get update && apt-get install -y git
RUN pip install torch
