FROM python:3.12-slim
RUN apt-get update \
    && apt-get install -y git \
    # why
        curl
COPY . .
RUN pip install -r requirements.txt
