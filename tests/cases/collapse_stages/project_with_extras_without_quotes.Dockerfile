FROM python:3.12-slim AS builder
COPY pyproject.toml /agent/
COPY . /agent
RUN pip install --prefix=/install /agent[all]
FROM python:3.12-slim
COPY --from=builder /install /usr/local
CMD ["agent"]
