ARG KIND=cpu
FROM python:3.11-slim AS cpu-base
FROM registry.example.com/team/accelerated:5 AS card-base
FROM ${KIND}-base AS base
FROM base
RUN pip install --no-cache-dir flask==3.0.3
