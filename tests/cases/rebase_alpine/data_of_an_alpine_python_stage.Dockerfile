FROM python:3.11-alpine AS docs
RUN pip install mkdocs
COPY mkdocs.yml ./
COPY docs docs
RUN mkdocs build --site-dir /site

FROM python:3.11-slim
RUN pip install flask
COPY --from=docs /site/html /srv/docs/html
CMD ["flask", "run"]
