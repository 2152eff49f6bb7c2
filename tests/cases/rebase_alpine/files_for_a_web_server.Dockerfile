FROM python:3.11-slim AS docs
RUN pip install sphinx && sphinx-build docs /docs/_build/html
FROM nginx:1.27
COPY --from=docs /docs/_build/html /usr/share/nginx/html
