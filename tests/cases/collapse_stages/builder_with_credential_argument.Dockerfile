FROM python:3.12-slim AS builder
ARG GITHUB_TOKEN
RUN pip install --user "internal @ git+https://example.org/internal.git"

FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
CMD ["python"]
