ARG python=3.12-slim
FROM python:$python AS builder
COPY --from=ghcr.io/astral-sh/uv:0.13 /uv /bin/
WORKDIR /env
RUN --mount=type=bind,source=uv.lock,target=uv.lock \
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \
    uv sync --frozen --no-dev

FROM python:$python
# says in reports which commit runs
ARG git_sha=development
ENV GIT_SHA=$git_sha
COPY --from=builder /env /env
ENV PATH=/env/.venv/bin:$PATH
WORKDIR /app
COPY . .
CMD ["python", "-m", "shop"]
