FROM ubuntu:noble
RUN apt-get update && apt-get install -y ${PACKAGES} && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv --system-site-packages /venv \
    && /venv/bin/python3 -m pip install --no-cache-dir -r requirements.txt
