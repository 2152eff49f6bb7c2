FROM python:3.12-alpine AS builder
RUN apk add --no-cache gcc musl-dev libxml2-dev
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install -r requirements.txt

FROM python:3.12-alpine
RUN apk add --no-cache libpq-dev
COPY --from=builder /venv /venv
CMD ["/venv/bin/python"]
