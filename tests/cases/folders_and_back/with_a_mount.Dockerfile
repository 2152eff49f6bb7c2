FROM python:3.12-slim
workdir /app
COPY . .
run --mount=type=cache,target=/root/.npm cd web && npm ci
RUN --mount=type=bind,source=docs,target=/app/docs cd docs && make
RUN --mount=type=bind,source=docs,target=docs cd web && make
COPY more .
