FROM python:3.12-slim AS build
COPY requirements.txt .
RUN python -m venv /srv/shop/venv && /srv/shop/venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.12-slim
RUN useradd --uid 1000 app
COPY --from=build --chown=app:app /srv/shop/venv /srv/shop/venv
WORKDIR /srv/shop
COPY --chown=app:app . .
USER app
CMD ["/srv/shop/venv/bin/python", "main.py"]
