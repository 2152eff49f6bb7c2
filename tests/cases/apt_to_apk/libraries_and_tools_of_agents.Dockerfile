FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
    hostname \
    hydra \
    libseccomp2 \
    musl \
    netpbm \
    && rm -rf /var/lib/apt/lists/*
CMD ["python", "-m", "agent"]
