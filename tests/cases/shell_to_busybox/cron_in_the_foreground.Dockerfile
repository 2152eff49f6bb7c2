FROM python:3.12-slim
COPY jobs /tmp/jobs
RUN crontab /tmp/jobs && pip install flask
CMD cron -f
