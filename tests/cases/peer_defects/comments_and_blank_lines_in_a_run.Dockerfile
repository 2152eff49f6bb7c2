FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
    # the database client
    libpq5 \

    # for downloads
    curl \
    && rm -rf /var/lib/apt/lists/*
RUN set -eux; \
    # nothing to convert here
    mkdir -p /data
RUN pip install flask
CMD ["python", "app.py"]
