FROM python:3.12-slim AS builder
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install -r requirements.txt

FROM python:3.12-alpine
COPY --from=builder /venv /venv
CMD ["/venv/bin/python"]
