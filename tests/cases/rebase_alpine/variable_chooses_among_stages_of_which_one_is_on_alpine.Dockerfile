ARG VARIANT=slim
FROM python:3.12-alpine AS base-slim
FROM python:3.11 AS base-full
FROM base-${VARIANT}
COPY app.py .
CMD ["python", "app.py"]
