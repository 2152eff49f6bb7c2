FROM python:3.12-slim
COPY setup-tools.sh /tmp/
RUN cd /tmp && ./setup-tools.sh
