FROM python:3.9-slim
RUN pip install uv && uv venv --python 3.9 /venv && uv pip install -p /venv flask
