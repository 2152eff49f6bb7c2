FROM python:3.13-alpine AS builder
RUN apk add --no-cache curl
RUN curl -LsSf https://astral.sh/uv/install.sh | sh
WORKDIR /app
COPY requirements.txt .
RUN ~/.local/bin/uv --version && /root/.local/bin/uv pip install --system -r requirements.txt

FROM python:3.13-alpine
WORKDIR /app
COPY --from=builder /usr/local/lib/python3.13/site-packages /usr/local/lib/python3.13/site-packages
COPY . .
CMD ["python", "main.py"]
