FROM debian:bookworm-slim
COPY --from=ghcr.io/astral-sh/uv:0.13 /uv /bin/uv
RUN uv sync --frozen
EXPOSE 8000
ENTRYPOINT ["/app/.venv/bin/gunicorn", "-b", ":8000", "app:app"]
