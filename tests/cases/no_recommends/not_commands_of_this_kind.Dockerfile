FROM python:3.12-slim
COPY packages.txt .
RUN apt-get update && xargs apt-get install -y < packages.txt
RUN ["apt-get", "install", "-y", "git"]
RUN apt-get build-dep -y python3-lxml
RUN apt-get install -y
RUN aptitude install -y git
ONBUILD RUN apt-get install -y git
RUN pip install torch
