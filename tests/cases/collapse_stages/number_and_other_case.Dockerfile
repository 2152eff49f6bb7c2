FROM node:22-alpine AS Assets
WORKDIR /web
COPY web .
RUN npm ci && npm run build

from python:3.12-slim as Builder
copy requirements.txt .
run pip install --prefix /install -r requirements.txt

FROM python:3.12-slim
WORKDIR /app
COPY --from=BUILDER /install /usr/local
COPY --from=0 /web/dist static
COPY . .
CMD ["python", "app.py"]
