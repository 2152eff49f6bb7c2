FROM python:3.9-alpine AS docs
RUN pip install mkdocs && mkdocs build
FROM nginx:alpine
COPY --from=docs /site/html /usr/share/nginx/html
