FROM python:3.12-slim AS build
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN pip install uv==0.13.2 \
 && uv sync --frozen --no-install-project

FROM python:3.12-slim
WORKDIR /app
COPY --from=build /app/.venv /app/.venv
COPY . .
CMD ["/app/.venv/bin/python", "-m", "shop"]
