FROM python:3.12-alpine AS builder
COPY requirements.txt .
RUN apk add --virtual=build-deps gcc musl-dev
RUN pip wheel --wheel-dir=/wheels -r requirements.txt

FROM python:3.12-alpine
COPY --from=builder /wheels /wheels
RUN pip install --no-index --find-links=/wheels /wheels/*
CMD ["python", "-m", "app"]
