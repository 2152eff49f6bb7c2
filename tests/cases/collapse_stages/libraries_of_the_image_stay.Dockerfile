FROM python:3.12-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc openssl libssl3 libffi8 libpq5 libpq-dev \
 && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt

FROM python:3.12-slim
COPY --from=build /root/.local /root/.local
COPY . /app
CMD ["python", "/app/main.py"]
