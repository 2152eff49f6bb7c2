FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y gcc g++ libffi-dev
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt

FROM python:3.12-slim
RUN apt-get update && apt-get install -y build-essential
COPY --from=build /root/.local /root/.local
COPY . /app
CMD ["python", "/app/main.py"]
