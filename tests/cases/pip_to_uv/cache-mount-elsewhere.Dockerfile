FROM python:3.12-slim
ENV PIP_CACHE_DIR=/var/cache/pip
RUN --mount=type=cache,id=pip,target=/var/cache/pip pip install flask
RUN --mount=type=cache,id=other,target=/var/cache/other pip install --cache-dir /var/cache/other django
