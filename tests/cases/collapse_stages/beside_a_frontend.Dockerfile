# --- frontend ---
FROM node:22-slim AS frontend
WORKDIR /ui
COPY ui/package*.json ./
RUN npm ci
COPY ui .
RUN npm run build

# --- python packages ---
FROM python:3.12-slim AS python-build
WORKDIR /app
RUN python -m venv .venv
COPY requirements.txt .
RUN .venv/bin/pip install --no-cache-dir -r requirements.txt

# --- runtime ---
FROM python:3.12-slim AS runtime
WORKDIR /app
COPY --from=python-build /app/.venv .venv
COPY --from=frontend /ui/dist ./static
COPY . .
ENV PATH=/app/.venv/bin:$PATH
CMD ["gunicorn", "app:app"]
