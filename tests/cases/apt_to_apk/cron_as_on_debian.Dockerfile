FROM python:3.12-slim
RUN apt-get update && apt-get install -y cron
COPY crontab /etc/cron.d/service
CMD ["cron", "-f"]
