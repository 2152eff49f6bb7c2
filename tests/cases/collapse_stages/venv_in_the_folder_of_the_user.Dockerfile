FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /app/venv && /app/venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.12-slim
RUN useradd --uid 1000 app
USER app
WORKDIR /app
COPY --from=build --chown=app /app/venv /app/venv
COPY --chown=app . .
CMD ["/app/venv/bin/python", "main.py"]
