FROM registry.example.com/base/python-service:4 AS build
WORKDIR /src
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt

FROM registry.example.com/base/python-service:4
WORKDIR /srv
COPY --from=build /root/.local /root/.local
COPY . /app
CMD ["python", "/app/main.py"]
