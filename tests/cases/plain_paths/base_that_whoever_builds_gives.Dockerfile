ARG BASE=python:3.12-alpine
FROM ${BASE}
COPY . .
CMD ["python", "app.py"]
