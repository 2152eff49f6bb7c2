FROM python:3.12-slim
HEALTHCHECK --interval=30s --timeout=3s CMD python -m app.check --fast
CMD ["python", "-m", "app"]
