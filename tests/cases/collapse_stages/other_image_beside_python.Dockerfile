ARG UV_VERSION=0.13
FROM ghcr.io/astral-sh/uv:${UV_VERSION} AS uv

FROM python:3.12-slim
COPY --from=uv /uv /uvx /bin/
COPY . /app
RUN uv pip install --system -r /app/requirements.txt
