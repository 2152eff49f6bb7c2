FROM python:3.12-slim
RUN python -m venv /opt/venv && /opt/venv/bin/pip install uv
RUN /opt/venv/bin/uv pip install flask && uv --no-cache pip install django
RUN uv run pip install flask
