FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip && rm -rf /var/lib/apt/lists/*
RUN pip install --break-system-packages gunicorn
CMD ["gunicorn", "-b", "127.0.0.1:8000", "app:app"]
