FROM python:3.12-slim
COPY tool.deb /tmp/
RUN dpkg -i /tmp/tool.deb || apt-get install -fy
