FROM python:3.12-slim AS builder
WORKDIR /app
RUN apt-get update && apt-get install -y gcc && python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir -r requirements.txt
COPY extra.txt .
RUN /venv/bin/pip install --no-cache-dir -r extra.txt

FROM python:3.12-slim
WORKDIR /app
COPY --from=builder /venv /venv
COPY . .
CMD ["/venv/bin/python"]
