FROM python:3.12-slim AS builder
RUN apt-get update && apt-get upgrade -y
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
RUN apt-get update && apt-get upgrade -y
COPY . /app
CMD ["python", "/app/main.py"]
