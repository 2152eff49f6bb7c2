ARG ENVIRONMENT=production

FROM python:3.11-slim AS base
WORKDIR /app

FROM base AS build-development
ENV DEBUG=1

FROM python:3.11-slim-bookworm AS build-production
WORKDIR /app

FROM node:22-slim AS build-pages
RUN npm run build

FROM build-${ENVIRONMENT}
COPY --from=build-pages /dist /app/static
COPY app.py .
CMD ["python", "app.py"]
