ARG KIND=api
FROM python:3.12-alpine AS base
RUN pip install --no-cache-dir fastapi uvicorn

FROM base AS api
COPY api /srv

FROM base AS admin
COPY admin /srv

FROM ${KIND}
WORKDIR /srv
CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
