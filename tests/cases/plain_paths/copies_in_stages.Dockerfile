FROM python:3.12-slim AS base
COPY a a
FROM base
COPY b b
FROM python:3.12-slim
COPY --from=base a a
COPY c /c
