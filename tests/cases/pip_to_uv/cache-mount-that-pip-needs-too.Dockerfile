FROM python:3.12-slim
COPY requirements.txt .
RUN --mount=type=cache,id=pip,target=/root/.cache/pip \
    pip install wheel \
    && pip wheel --wheel-dir=/wheels -r requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip pip install flask
