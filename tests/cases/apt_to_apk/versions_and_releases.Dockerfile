FROM python:3.12-slim
RUN echo x && apt-get update && apt-get install -y -t bookworm-backports libxml2=2.9.14+dfsg-1 curl=7.88* git/bookworm jq:amd64
CMD ["python"]
