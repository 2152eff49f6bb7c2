FROM python:3.12-slim AS builder
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt
COPY docker/entrypoint.sh /entrypoint.sh
RUN chmod +x /entrypoint.sh

FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
COPY --from=builder /entrypoint.sh /usr/bin/entrypoint
ENTRYPOINT ["/usr/bin/entrypoint"]
