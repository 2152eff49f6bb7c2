FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y gcc libpq-dev
RUN pip install --prefix=/install flask
FROM python:3.12-slim
RUN apt-get update && apt-get install -y libpq5
COPY --from=build /install /usr/local
