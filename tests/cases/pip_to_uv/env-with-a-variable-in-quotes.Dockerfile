FROM python:3.12-slim
RUN ["env", "PIP_INDEX_URL=https://i.example/simple", "pip", "install", "flask"]
RUN env "PIP_INDEX_URL=https://i.example/simple" pip install django
RUN env 'DEBIAN_FRONTEND=noninteractive' apt-get install -y curl
CMD ["python", "-m", "app"]
