FROM python:3.12-slim AS builder
RUN apt-get update && apt-get install -y gcc
RUN python -m venv /venv
RUN /venv/bin/pip install uwsgi || echo "without uwsgi"

FROM python:3.12-slim
COPY --from=builder /venv /venv
CMD ["/venv/bin/python"]
