FROM python:3.12-slim
RUN set -ex \
    && RUN_DEPS=" \
        libjpeg62-turbo \
        libpq5 \
        procps \
    " \
    && apt-get update && apt-get install -y --no-install-recommends $RUN_DEPS \
    && rm -rf /var/lib/apt/lists/*
RUN set -ex \
    && BUILD_DEPS=" \
        build-essential \
        libpq-dev \
    " \
    && apt-get update && apt-get install -y --no-install-recommends ${BUILD_DEPS} git \
    && pip install psycopg2==2.9.9 \
    && apt-get purge -y --auto-remove -o APT::AutoRemove::RecommendsImportant=false $BUILD_DEPS \
    && rm -rf /var/lib/apt/lists/*
