FROM python:3.12-slim
RUN apt-get update && apt-get install -y cron && rm -rf /var/lib/apt/lists/*
COPY crontab /tmp/crontab
RUN crontab /tmp/crontab
CMD cron && tail -f /var/log/cron.log
