FROM node:20-slim AS frontend
RUN npm ci && npm run build
FROM python:3.11-slim
COPY --from=frontend /app/dist /app/static
RUN pip install flask
