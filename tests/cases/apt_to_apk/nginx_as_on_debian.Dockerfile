FROM python:3.12-slim
RUN apt-get update && apt-get install -y nginx
COPY site.conf /etc/nginx/sites-enabled/default
