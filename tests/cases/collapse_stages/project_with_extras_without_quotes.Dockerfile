FROM python:3.12-slim AS builder
COPY pyproject.toml /synapse/
COPY . /synapse
RUN pip install --prefix=/install /synapse[all]
FROM python:3.12-slim
COPY --from=builder /install /usr/local
CMD ["synapse"]
