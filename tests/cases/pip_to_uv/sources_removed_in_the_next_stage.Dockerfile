FROM python:3.12-slim AS build
ENV PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir flask && \
    /venv/bin/pip install --no-compile --no-cache-dir requests
FROM build
RUN find /venv -name \*.py -delete
