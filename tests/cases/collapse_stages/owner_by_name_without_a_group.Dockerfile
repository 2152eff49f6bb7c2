FROM python:3.12-slim AS builder
RUN python -m venv /srv/venv
COPY requirements.txt .
RUN /srv/venv/bin/pip install -r requirements.txt

FROM python:3.12-slim
RUN useradd app
COPY --from=builder --chown=app /srv/venv /srv/venv
USER app
CMD ["/srv/venv/bin/python"]
