FROM python:3.12-slim AS base
RUN useradd app
USER app

FROM base AS builder
USER root
RUN pip install --prefix=/install flask

FROM base
COPY --from=builder /install /usr/local
CMD ["python"]
