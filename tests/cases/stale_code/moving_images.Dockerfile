ARG BASE=python:latest
FROM $BASE AS base
FROM node AS web
FROM registry.example.com/team/python AS team
FROM deps AS given
FROM python:3.12-slim@sha256:3e6f7d0c5b5a4f2e1d0c9b8a7f6e5d4c3b2a1908f7e6d5c4b3a29181706f5e4d
COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/
COPY --from=web /x /x
RUN --mount=from=ghcr.io/astral-sh/uv,source=/uv,target=/bin/uv uv pip install flask
FROM scratch
