FROM python:3.12-slim-bookworm AS build
RUN apt-get update && apt-get install -y g++
FROM python:3.12-slim-bookworm AS tools
RUN apt-get update && apt-get install -y g++
FROM python:3.12-slim-bookworm AS same
RUN apt-get update && apt-get install -y unzip
FROM python:3.12-slim-bookworm
COPY --from=build /usr/lib/x86_64-linux-gnu/ /usr/lib/x86_64-linux-gnu/
COPY --from=tools /usr/local/bin/tool /opt/venv /
COPY --from=same /usr/bin/unzip /usr/bin/unzip
RUN pip install torch
