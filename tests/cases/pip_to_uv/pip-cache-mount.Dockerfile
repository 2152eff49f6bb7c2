FROM python:3.12-slim
RUN --mount=type=cache,target=/root/.cache/pip,sharing=locked,id=pip-cache \
    --mount=type=bind,source=requirements.txt,target=requirements.txt \
    pip install -r requirements.txt
