FROM python:3.12-slim
WORKDIR /app
COPY . .
HEALTHCHECK CMD dpkg -s tzdata || exit 1
CMD apt-get update && apt-get install -y --no-install-recommends ghostscript \
    && python main.py
