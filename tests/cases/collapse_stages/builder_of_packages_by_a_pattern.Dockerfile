FROM python:3.12-slim-trixie AS builder
RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq*-dev libffi-dev=3.*
RUN python -m venv /venv
RUN /venv/bin/pip install psycopg2

FROM python:3.12-slim-trixie
COPY --from=builder /venv /venv
CMD ["/venv/bin/python", "-m", "app"]
