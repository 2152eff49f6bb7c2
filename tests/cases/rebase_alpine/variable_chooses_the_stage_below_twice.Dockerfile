ARG DEVICE=cpu
FROM python:3.11-slim AS base-cpu
FROM pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime AS base-cuda

FROM base-${DEVICE} AS deps
RUN pip install --no-cache-dir --target /deps flask

FROM base-${DEVICE}
COPY --from=deps /deps /deps
CMD ["python", "-m", "flask", "run"]
