FROM python:3.12-slim
RUN sh -c 'echo "deb http://dl.google.com/linux/chrome/deb/ stable main" >> /etc/apt/sources.list.d/chrome.list' \
    && apt-get update \
    && apt-get install -y --no-install-recommends curl
RUN bash -c "$PREPARE /etc/apt/sources.list.d/other.list"
