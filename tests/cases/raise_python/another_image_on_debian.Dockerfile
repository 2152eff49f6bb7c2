FROM python:3.9-alpine AS docs
RUN pip install mkdocs && mkdocs build
FROM python:3.9-slim
RUN pip install flask
