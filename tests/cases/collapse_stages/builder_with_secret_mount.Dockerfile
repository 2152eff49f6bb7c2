FROM python:3.12-slim AS builder
COPY requirements.txt .
RUN --mount=type=secret,id=pypi,target=/root/.netrc pip install --user -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
CMD ["python"]
