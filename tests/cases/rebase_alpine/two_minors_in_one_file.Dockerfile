FROM python:3.8-slim AS docs
COPY docs docs/
RUN pip install mkdocs==1.6.1 && mkdocs build -d /site
FROM python:3.9-slim
COPY --from=docs /site /srv/site
