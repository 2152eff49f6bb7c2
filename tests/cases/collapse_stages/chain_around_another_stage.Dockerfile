# syntax=docker/dockerfile:1

# Python first
FROM python:3.12-slim AS base
RUN pip install gunicorn

FROM node:22 AS web
COPY web /web
RUN cd /web && npm ci && npm run build

FROM base
COPY --from=web /web/dist /srv/static
COPY . /srv
CMD ["gunicorn", "srv:app"]
