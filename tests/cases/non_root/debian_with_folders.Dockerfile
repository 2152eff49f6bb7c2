FROM debian:bookworm-slim
ENV HF_HOME=/models PYTHONDONTWRITEBYTECODE=1
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*
RUN mkdir -p /var/log/app /tmp/build && rm -rf /tmp/build
COPY requirements.txt /tmp/
RUN pip install --break-system-packages -r /tmp/requirements.txt
WORKDIR /srv/app
ADD app .
COPY --link --chmod=755 start.sh /usr/local/bin/start
COPY --from=ghcr.io/example/assets:1 /out static/
CMD celery -A app worker --logfile /var/log/app/worker.log
