FROM python:3.12-slim
WORKDIR /app
RUN python -m venv venv && venv/bin/pip install -U pip wheel && venv/bin/python -m pip install flask
RUN /root/.local/bin/pip install x
