ARG KIND=cpu
FROM python:3.12-slim AS builder
RUN apt-get update && apt-get install -y gcc
COPY requirements.txt .
RUN pip install --prefix=/install -r requirements.txt

FROM python:3.12-slim AS cpu-base
FROM example.com/python-with-cuda:12 AS gpu-base
FROM ${KIND}-base
COPY --from=builder /install /usr/local
COPY app.py .
CMD ["python", "app.py"]
