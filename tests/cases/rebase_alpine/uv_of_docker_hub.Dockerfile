FROM astral/uv:0.11-python3.12-bookworm-slim AS packages
WORKDIR /app
RUN uv pip install --system flask

FROM python:3.12-slim
COPY --from=docker.io/astral/uv:0.11.6 /uv /uvx /usr/local/bin/
COPY --from=mirror.example.com/docker-hub/astral/uv:0.11.6 /uv /opt/uv
COPY --from=packages /usr/local/lib/python3.12/site-packages/ /usr/local/lib/python3.12/site-packages/
CMD ["python", "-m", "flask", "run"]
