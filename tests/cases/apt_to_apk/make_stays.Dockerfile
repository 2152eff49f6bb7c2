FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends gcc make
RUN pip install lz4
CMD ["python", "-m", "http.server"]
