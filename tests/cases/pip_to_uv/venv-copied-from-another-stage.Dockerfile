FROM python:3.12-slim AS builder
RUN python -m venv /opt/venv
RUN /opt/venv/bin/pip install flask
FROM python:3.12-slim
COPY --from=builder /opt/venv /opt/venv
ENV PATH="/opt/venv/bin:$PATH"
RUN pip install gunicorn
