FROM python:3.12-slim AS builder
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir --user -r requirements.txt
RUN python manage.py compilemessages

FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
COPY --from=builder /app /app
CMD ["python", "/app/manage.py"]
