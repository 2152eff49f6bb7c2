FROM ghcr.io/astral-sh/uv:0.8.19 AS uv
FROM node:22-alpine AS web
WORKDIR /web
COPY web .
RUN npm ci && npm run build

FROM quay.io/sclorg/python-312-c9s:c9s
COPY --from=web /web/dist /srv/web
RUN --mount=from=uv,source=/uv,target=/bin/uv uv pip install flask
