FROM python:3.12-slim AS draws
RUN apt-get update && apt-get install -y --no-install-recommends graphviz poppler-utils fonts-dejavu-core libpango1.0-dev

FROM python:3.12-slim AS lays_out
RUN apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0

FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends chromium libcairo2 graphicsmagick
COPY --from=draws /etc/fonts /fonts
COPY --from=lays_out /etc/fonts /fonts
