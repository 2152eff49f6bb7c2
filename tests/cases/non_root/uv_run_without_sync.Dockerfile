FROM python:3.12-slim
ENV UV_COMPILE_BYTECODE=1
WORKDIR /app
COPY . .
RUN uv sync --frozen
CMD ["uv", "run", "--no-sync", "uvicorn", "app:app"]
