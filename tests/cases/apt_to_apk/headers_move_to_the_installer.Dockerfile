FROM python:3.12-slim
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev libpq5 && rm -rf /var/lib/apt/lists/*
COPY requirements.txt requirements.txt
RUN pip install flask
CMD ["python"]
