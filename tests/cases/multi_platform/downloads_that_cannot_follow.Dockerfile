FROM python:3.12-slim AS quotes
RUN curl -fsSLo /tini 'https://github.com/krallin/tini/releases/download/v0.19.0/tini-amd64'
FROM python:3.12-slim AS shell
RUN sh -c "curl -fsSLo /tini https://github.com/krallin/tini/releases/download/v0.19.0/tini-amd64"
FROM python:3.12-slim AS elsewhere
RUN curl -fsSLO https://github.com/restic/restic/releases/download/v0.17.0/restic_0.17.0_linux_amd64.bz2
FROM python:3.12-slim AS default
ARG TARGETARCH=amd64
RUN curl -fsSLo /tini https://github.com/krallin/tini/releases/download/v0.19.0/tini-amd64
FROM python:3.12-slim
COPY --from=elsewhere restic_0.17.0_linux_amd64.bz2 /
