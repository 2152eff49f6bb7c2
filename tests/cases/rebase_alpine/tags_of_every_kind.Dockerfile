FROM python:3.12 AS full
RUN pip install --prefix=/a flask
FROM python:3.12-slim-bookworm AS slim
RUN pip install --prefix=/b flask
FROM python:3.12-bullseye AS codename
RUN pip install --prefix=/c flask
FROM python:3-slim AS major
RUN pip install --prefix=/d flask
FROM python:slim AS flavour
RUN pip install --prefix=/e flask
FROM python:latest AS latest
RUN pip install --prefix=/f flask
FROM python AS none
RUN pip install --prefix=/g flask
FROM python:3.13-rc-slim AS candidate
RUN pip install --prefix=/h flask
FROM python:3.12.4-slim-trixie
COPY --from=slim /b /usr/local
