# keep Debian because the wheels of grpcio are too slow on Alpine
FROM ghcr.io/astral-sh/uv:0.13 AS uv

FROM python:3.12-slim
COPY --from=uv /uv /bin/
RUN uv pip install --system flask
CMD ["flask", "run"]
