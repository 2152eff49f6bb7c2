FROM python:3.12-slim AS old
COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv
COPY certs/*.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
RUN pip install flask

FROM python:3.12-slim AS new
COPY --from=ghcr.io/astral-sh/uv:0.11.2 /uv /bin/uv
COPY certs/*.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
RUN pip install flask

FROM python:3.12-slim AS any
COPY --from=ghcr.io/astral-sh/uv@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef /uv /bin/uv
COPY certs/*.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
RUN pip install flask
