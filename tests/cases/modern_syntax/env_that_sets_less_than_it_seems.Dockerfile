FROM python:3.12-slim
ENV FIRST 1 \
    SECOND 2
ENV THIRD = 3
CMD ["python", "-m", "app"]
