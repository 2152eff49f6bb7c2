FROM python:3.12-slim
MAINTAINER Ann
LABEL org.opencontainers.image.authors="Bob"
CMD ["python", "-m", "app"]
