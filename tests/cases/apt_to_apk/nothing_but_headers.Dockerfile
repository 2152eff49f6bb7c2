FROM python:3.12-slim

# compilers
RUN apt-get update && apt-get install -y gcc python3-dev

RUN pip install --no-cache-dir flask
