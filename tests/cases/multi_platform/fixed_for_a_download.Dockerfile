FROM --platform=linux/amd64 python:3.12-slim
RUN curl -fsSL https://github.com/mozilla/geckodriver/releases/download/v0.35.0/geckodriver-v0.35.0-linux64.tar.gz | tar xz
RUN curl -fsSLo /tini https://github.com/krallin/tini/releases/download/v0.19.0/tini-amd64
