FROM python:3.12-slim AS builder
WORKDIR /app
COPY requirements.txt .
RUN mkdir -p /install && pip install --no-cache-dir --prefix=/install -r requirements.txt
COPY . .
# the shop writes here
RUN mkdir -p /app/var/log && chmod +x entrypoint.sh

FROM python:3.12-slim
WORKDIR /app
COPY --from=builder /install /usr/local
COPY --from=builder /app /app
ENTRYPOINT ["/app/entrypoint.sh"]
