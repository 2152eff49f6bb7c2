FROM python:3.12-alpine AS builder
COPY requirements.txt .
RUN apk add build-base curl \
    && apk add --virtual build-deps gcc musl-dev libpq-dev \
    && apk add --virtual=more jpeg-dev zlib-dev
RUN pip wheel --wheel-dir=/wheels -r requirements.txt

FROM python:3.12-alpine
RUN apk add --no-cache libpq curl
COPY --from=builder /wheels /wheels
RUN pip install --no-index --find-links=/wheels /wheels/*
CMD ["python", "-m", "app"]
