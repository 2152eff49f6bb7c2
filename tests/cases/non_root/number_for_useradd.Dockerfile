FROM python:3.12-slim
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends libpq5 nginx
COPY requirements.txt .
RUN pip install -r requirements.txt
RUN groupadd web && useradd --create-home --gid web --shell /bin/bash app \
    && mkdir /data && chown app:web /data
COPY . .
USER app
CMD ["gunicorn", "app:app"]
