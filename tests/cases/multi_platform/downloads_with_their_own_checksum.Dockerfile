FROM python:3.12-slim
RUN curl -fsSLO https://github.com/krallin/tini/releases/download/v0.19.0/tini-amd64 \
    && curl -fsSLO https://github.com/krallin/tini/releases/download/v0.19.0/tini-amd64.sha256sum \
    && sha256sum -c tini-amd64.sha256sum && install tini-amd64 /tini
