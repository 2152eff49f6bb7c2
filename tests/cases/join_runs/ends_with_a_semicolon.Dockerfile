FROM python:3.12-slim
RUN mkdir -p /tmp/silk;
RUN chown -R 1000 /tmp/silk
