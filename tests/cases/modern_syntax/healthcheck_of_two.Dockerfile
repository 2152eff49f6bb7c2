FROM python:3.12-slim
HEALTHCHECK CMD curl -f http://localhost/ || exit 1
CMD ["python", "-m", "app"]
