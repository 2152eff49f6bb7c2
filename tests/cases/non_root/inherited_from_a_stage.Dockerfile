FROM python:3.12-slim AS base
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
FROM base AS assets
RUN npm run build
FROM base
COPY --from=assets /app/static ./static
COPY . .
CMD ["uvicorn", "app:app"]
