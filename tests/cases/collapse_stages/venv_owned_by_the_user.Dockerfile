FROM python:3.12-slim AS builder
WORKDIR /srv
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential libffi-dev \
    && apt-get clean \
    && rm -rf /var/lib/apt/lists/* \
    && python -m venv /opt/env
ENV PATH="/opt/env/bin:$PATH"
COPY . .
RUN pip install --no-cache-dir -r requirements.txt \
    && for extra in plugins/*; do \
        pip install --no-cache-dir -r "$extra/requirements.txt"; \
    done;

FROM python:3.12-slim
WORKDIR /srv
COPY --chown=1001:1001 . .
RUN useradd --uid 1001 srv && chown -R 1001:1001 /srv
COPY --chown=1001:1001 --from=builder /opt/env /opt/env
ENV PATH="/opt/env/bin:$PATH"
USER 1001
ENTRYPOINT ["/srv/entrypoint.sh"]
