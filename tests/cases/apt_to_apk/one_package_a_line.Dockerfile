FROM python:3.12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        curl \
        gettext \
        locales \
        libpq5 \
        procps \
    && apt-get clean \
    && rm -rf /var/lib/apt/lists/*
CMD ["python"]
