FROM python:3.12-slim
HEALTHCHECK CMD curl -f http://127.0.0.1:8000/ || exit 1
RUN curl -sSL https://example.com/a.tgz | tar xz
CMD ["python", "-m", "app"]
