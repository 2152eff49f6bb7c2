FROM python:3.12-alpine
RUN --mount=type=cache,target=/root/.cache/uv \
    uv pip install --system a
RUN --mount=type=cache,target=/root/.cache/uv \
    uv pip install --system b
