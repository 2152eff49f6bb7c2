FROM python:3.12-slim AS build
COPY requirements.txt .
RUN pip wheel --wheel-dir /wheels -r requirements.txt
FROM python:3.12-slim
COPY --from=build /wheels /wheels
RUN python --version && pip install --no-cache-dir --no-index --find-links=/wheels /wheels/* && rm -rf /wheels
