FROM python:3.6 AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc sq libsasl2-dev \
 && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt

FROM python:3.6
COPY --from=build /root/.local /root/.local
COPY . /app
CMD ["python", "/app/main.py"]
