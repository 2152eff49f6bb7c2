FROM ubuntu:22.04
RUN apt-get update && apt-get install -y vendor-suite
RUN /opt/vendor/venv/bin/pip install redis
