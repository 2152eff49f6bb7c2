FROM python:3.12-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc fontconfig patch \
 && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt

# ffmpeg depends on a library that depends on fontconfig, dpkg-dev on patch
FROM python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg dpkg-dev && rm -rf /var/lib/apt/lists/*
COPY --from=build /root/.local /root/.local
COPY . /app
CMD ["python", "/app/main.py"]
