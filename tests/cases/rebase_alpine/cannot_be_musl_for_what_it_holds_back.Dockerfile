FROM python:3.8-slim
RUN pip install --no-cache-dir docker-compose yq
CMD ["docker-compose", "version"]
