FROM python:3.12-slim AS base
COPY requirements.txt .
RUN pip install -r requirements.txt

FROM base AS dev
RUN pip install watchdog
CMD ["python", "-m", "watchdog"]

FROM base AS production
COPY . /srv
CMD ["python", "/srv/app.py"]
