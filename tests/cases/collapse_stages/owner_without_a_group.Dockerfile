FROM python:3.12-slim AS builder
COPY requirements.txt .
RUN pip install --target=/deps -r requirements.txt

FROM python:3.12-slim
COPY --from=builder --chown=1000 /deps /deps
ENV PYTHONPATH=/deps
CMD ["python", "-m", "app"]
