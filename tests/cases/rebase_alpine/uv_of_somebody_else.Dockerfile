FROM python:3.12-slim
COPY --from=docker.io/astraluv/uv:0.11.6 /uv /usr/local/bin/
CMD ["python", "-m", "http.server"]
