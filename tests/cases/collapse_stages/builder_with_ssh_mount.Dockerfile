FROM python:3.12-slim AS build
RUN python -m venv /venv
COPY requirements.txt .
RUN --mount=type=ssh /venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.12-slim
COPY --from=build /venv /venv
COPY . /app
CMD ["/venv/bin/python", "/app/main.py"]
