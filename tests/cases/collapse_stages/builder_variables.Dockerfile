FROM python:3.12-slim AS builder
# the mirror is faster from here
ENV PIP_INDEX_URL=https://mirror.example.org/simple \
    PIP_DEFAULT_TIMEOUT=100
ARG CFLAGS="-O2 -g0"
ARG EXTRAS=prod
WORKDIR /build
COPY requirements/ ./requirements/
RUN CFLAGS="$CFLAGS" pip install --no-cache-dir --prefix=/install -r requirements/${EXTRAS}.txt

FROM python:3.12-slim
WORKDIR /app
COPY --from=builder /install /usr/local
COPY src .
CMD ["python", "main.py"]
