FROM debian:12
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates
RUN apt-get install -y wget python3 && rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get install -y python3-pip && rm -rf /var/lib/apt/lists/*
RUN pip install --break-system-packages torch
