FROM python:3.12-slim AS builder
RUN python -m venv /build/venv && /build/venv/bin/pip install flask

FROM python:3.12-slim
COPY --from=builder /build/venv /venv
CMD ["/venv/bin/flask", "run"]
