ARG BASE=python:3.12-slim
FROM node:22-bookworm AS assets
RUN useradd -m build
USER build
RUN npm run build
FROM ${BASE}
RUN useradd app
USER app
CMD ["gunicorn", "app:app"]
