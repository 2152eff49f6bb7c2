FROM python:3.12-slim
RUN apt-get update && apt-get install -y gcc librdkafka-dev && rm -rf /var/lib/apt/lists/*
RUN export CFLAGS="$(pkg-config --cflags rdkafka)" && pip install confluent-kafka
CMD ["python", "-c", "import confluent_kafka"]
