FROM python:3.12-slim AS builder
COPY requirements.txt .
RUN pip install --target /deps -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /deps /opt/web
# the worker has a folder of its own
COPY --from=builder /deps /opt/worker
ENV PYTHONPATH=/opt/web
COPY app.py .
CMD ["python", "app.py"]
