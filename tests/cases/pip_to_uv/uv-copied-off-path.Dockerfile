FROM python:3.12-slim
COPY --from=ghcr.io/astral-sh/uv:0.13 /uv /opt/tools/uv
RUN python -m venv venv && venv/bin/pip install uv
RUN pip install flask
