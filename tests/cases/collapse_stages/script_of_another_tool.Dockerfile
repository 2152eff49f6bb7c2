FROM python:3.12-slim AS builder
RUN apt-get update && apt-get install -y curl && curl -sSL https://install.python-poetry.org | python3 -
COPY requirements.txt .
RUN pip install --user -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
CMD ["python"]
