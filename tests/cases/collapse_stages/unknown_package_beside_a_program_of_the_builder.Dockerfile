FROM python:3.12-slim AS builder
RUN apt-get update && apt-get install -y wget
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install -r requirements.txt

FROM python:3.12-slim
RUN apt-get update && apt-get install -y acme-browser-stable
COPY --from=builder /venv /venv
CMD ["/venv/bin/python"]
