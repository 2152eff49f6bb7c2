FROM python:3.12-slim AS build
WORKDIR /srv
RUN python -m venv venv
COPY requirements.txt .
RUN venv/bin/pip install -r requirements.txt
COPY . .
FROM python:3.12-slim
WORKDIR /srv
COPY --link --from=build --chmod=755 --chown=1000:1000 /srv /srv
USER 1000
CMD ["venv/bin/python", "app/main.py"]
