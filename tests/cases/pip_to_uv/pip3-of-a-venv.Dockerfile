FROM python:3.12-slim
RUN python3 -m venv /opt/venv && /opt/venv/bin/pip3 install flask
