FROM node:20-slim AS node
FROM python:3.11-slim
COPY --from=node /usr/local/bin/node /usr/local/bin/node
RUN pip install flask
