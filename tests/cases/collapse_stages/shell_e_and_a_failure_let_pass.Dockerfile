FROM python:3.12-slim AS builder
SHELL ["/bin/sh", "-ec"]
RUN apt-get update && apt-get install -y gcc
RUN python -m venv /venv
RUN /venv/bin/pip install uwsgi || /venv/bin/pip install gunicorn

FROM python:3.12-slim
COPY --from=builder /venv /venv
CMD ["/venv/bin/python"]
