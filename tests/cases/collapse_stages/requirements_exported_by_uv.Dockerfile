FROM ghcr.io/astral-sh/uv:python3.12-bookworm-slim AS export
WORKDIR /x
COPY pyproject.toml uv.lock ./
RUN uv export --frozen --no-dev --no-hashes -o requirements.txt

FROM python:3.12-slim-bookworm
WORKDIR /app
COPY --from=export /x/requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["python", "app/main.py"]
