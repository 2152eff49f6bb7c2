ARG FLAVOUR=full
FROM python:3.12-slim AS full
RUN pip install --user flask[async]

FROM python:3.12-slim AS small
RUN pip install --user flask

FROM python:3.12-slim
ARG FLAVOUR
RUN --mount=from=${FLAVOUR},source=/root/.local,target=/deps cp -r /deps /root/.local
CMD ["python"]
