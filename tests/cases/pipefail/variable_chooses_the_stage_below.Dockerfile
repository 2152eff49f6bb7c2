ARG OS=debian
FROM python:3.12-slim AS on-debian
FROM python:3.12-alpine AS on-alpine
FROM on-${OS}
RUN wget -qO- https://files.example.com/data.tar.gz | tar xz
CMD ["python3", "-m", "app"]
