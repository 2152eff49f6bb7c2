FROM python:3.12-slim AS base
WORKDIR /app
EXPOSE 8000
VOLUME /data
STOPSIGNAL SIGINT
RUN pip install --no-cache-dir flask

FROM base AS service
COPY . .
CMD ["flask", "run"]
