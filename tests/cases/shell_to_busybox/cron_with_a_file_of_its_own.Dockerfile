FROM python:3.12-slim
COPY jobs /etc/cron.d/jobs
RUN pip install flask
CMD ["cron", "-f"]
