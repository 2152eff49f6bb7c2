FROM python:3.12-slim AS a
CMD cd /app
FROM python:3.12-slim AS b
CMD DEBUG=1 python -m app
FROM python:3.12-slim AS c
CMD $PROGRAM --serve
FROM python:3.12-slim AS d
CMD python -m app &
FROM b
COPY . .
FROM c AS last
