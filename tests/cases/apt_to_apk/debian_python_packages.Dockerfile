FROM python:3.12-slim
RUN apt-get update && apt-get install -y python3 python3-pip python3-venv python3-numpy libmagic1
RUN pip install flask
