FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y gcc libssl-dev
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt

FROM python:3.12-slim
# libpq-dev depends on libssl-dev, which stays with it
RUN apt-get update && apt-get install -y libpq-dev
COPY --from=build /root/.local /root/.local
COPY . /app
CMD ["python", "/app/main.py"]
