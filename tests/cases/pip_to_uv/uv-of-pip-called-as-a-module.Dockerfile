FROM python:3.12-slim
RUN pip install uv
RUN python -m uv sync
