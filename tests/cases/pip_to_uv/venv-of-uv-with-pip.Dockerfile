FROM python:3.12-slim
COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/
ENV VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH
RUN uv venv /venv && uv pip install pip
RUN pip install tool
