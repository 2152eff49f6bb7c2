FROM python:3.12-slim AS build
COPY requirements.txt .
RUN python -m venv /data/venv && /data/venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.12-slim
VOLUME ["/data"]
COPY --from=build /data/venv /data/venv
COPY . /app
CMD ["/data/venv/bin/python", "/app/main.py"]
