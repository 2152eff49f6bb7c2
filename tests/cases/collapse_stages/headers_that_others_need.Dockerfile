FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y gcc libssl-dev libxslt1-dev
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt

FROM python:3.12-slim
# of libxslt1-dev it is not known for every release
RUN apt-get update && apt-get install -y libpq-dev
COPY --from=build /root/.local /root/.local
COPY . /app
CMD ["python", "/app/main.py"]
