FROM python:3.12-slim
LABEL org.opencontainers.image.authors="Ann <ann@example.com>"
ENV PYTHONUNBUFFERED=1 LANG="C.UTF-8"
ARG VERSION=1
CMD ["python", "-m", "app"]
