FROM python:3.12-slim AS builder
ENV UV_LINK_MODE.X=copy UV_LINK_MODE=copy
RUN python -m venv /opt/venv && /opt/venv/bin/pip install flask

FROM python:3.12-slim
COPY --from=builder /opt/venv /opt/venv
CMD ["/opt/venv/bin/flask", "run"]
