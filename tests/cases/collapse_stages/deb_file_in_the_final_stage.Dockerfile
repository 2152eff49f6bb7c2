FROM python:3.12-slim AS builder
RUN apt-get update && apt-get install -y gcc wget
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install -r requirements.txt

FROM python:3.12-slim
COPY chrome.deb /tmp/
RUN apt-get update && apt-get install -y /tmp/chrome.deb
COPY --from=builder /venv /venv
CMD ["/venv/bin/python"]
