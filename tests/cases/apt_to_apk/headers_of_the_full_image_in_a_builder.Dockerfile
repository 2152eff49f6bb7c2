FROM python:3.12 AS build
RUN apt-get update && apt-get install -y libsnappy-dev
RUN pip install --prefix=/install flask
FROM python:3.12-slim
COPY --from=build /install /usr/local
