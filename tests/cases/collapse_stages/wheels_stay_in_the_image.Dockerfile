FROM python:3.12-slim AS build
WORKDIR /app
COPY . .
RUN pip wheel --wheel-dir /app/wheels -r requirements.txt

FROM python:3.12-slim
COPY --from=build /app /app
RUN pip install --no-index --find-links=/app/wheels -r /app/requirements.txt
CMD ["python", "/app/main.py"]
