FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev
WORKDIR /wheels
COPY requirements.txt .
RUN pip wheel -r requirements.txt

FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*
COPY --from=build /wheels /wheels
RUN pip install --no-index --find-links=/wheels -r /wheels/requirements.txt && rm -rf /wheels
WORKDIR /srv
COPY app app
CMD ["gunicorn", "app.main:app"]
