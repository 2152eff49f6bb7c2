FROM python:3.12-slim
RUN apt-get update && apt-get install -y supervisor
COPY app.conf /etc/supervisor/conf.d/
CMD ["supervisord", "-n"]
