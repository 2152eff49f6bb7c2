# syntax=docker/dockerfile:1
arg VERSION=3.8
from registry.example.com/library/python:${VERSION}-alpine as builder
run pip install --user flask
FROM registry.example.com/library/python:${VERSION}-alpine
COPY --from=builder /root/.local /root/.local
CMD ["python", "-m", "flask", "run"]