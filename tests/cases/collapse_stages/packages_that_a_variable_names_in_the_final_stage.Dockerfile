FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y gcc
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt

FROM python:3.12-slim
ARG PACKAGES=build-essential
RUN apt-get update && apt-get install -y $PACKAGES
COPY --from=build /root/.local /root/.local
COPY . /app
CMD ["python", "/app/main.py"]
