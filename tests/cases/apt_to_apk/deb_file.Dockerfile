FROM python:3.12-slim
COPY tool.deb /tmp/
RUN apt-get update && apt-get install -y /tmp/tool.deb
