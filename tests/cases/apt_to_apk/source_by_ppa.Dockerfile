FROM python:3.12-slim
RUN apt-get install -y software-properties-common && add-apt-repository -y ppa:deadsnakes/ppa
