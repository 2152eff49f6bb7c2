ARG DEBIAN=bookworm
FROM python:3.11-slim-${DEBIAN} AS app
RUN pip install flask
FROM debian:${DEBIAN}-slim AS tools
RUN echo tools
FROM app
