FROM python:3.12-slim
COPY --from=ghcr.io/astral-sh/uv:0.13 /uv /bin/
ENV VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH
RUN uv venv /venv && uv pip install flask
RUN pip install tool
