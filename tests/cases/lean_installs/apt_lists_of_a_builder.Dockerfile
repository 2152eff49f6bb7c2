FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y gcc && mkdir /out
FROM python:3.12-slim
COPY --from=build /out /out
