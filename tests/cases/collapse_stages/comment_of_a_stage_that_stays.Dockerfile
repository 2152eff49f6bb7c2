# Build stage of the page
FROM node:22 AS web
# only in this stage
RUN npm ci

FROM python:3.12-slim AS wheels
RUN pip wheel --wheel-dir /wheels flask==3.0.0

FROM python:3.12-slim
COPY --from=wheels /wheels /wheels
RUN pip install /wheels/*.whl
COPY --from=web /dist /srv
