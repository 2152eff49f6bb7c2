FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y gcc
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt

FROM python:3.12-slim
RUN apt-get update
COPY --from=build /root/.local /root/.local
# curl is for the check
RUN apt-get install -y --no-install-recommends curl
COPY . /app
CMD ["python", "/app/main.py"]
