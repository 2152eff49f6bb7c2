# Stage 1: compile what needs it
FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends build-essential && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.txt .
# newer than what the image has
RUN pip install pip "setuptools<81"
RUN pip install -r requirements.txt

# Stage 2: what runs
FROM python:3.12-slim
RUN pip install pip "setuptools>=70.0.0"
COPY --from=build /usr/local/lib/python3.12 /usr/local/lib/python3.12
COPY --from=build /usr/local/bin/uwsgi /usr/local/bin/uwsgi
WORKDIR /app
COPY src .
CMD ["uwsgi", "app.ini"]
