ARG TAG=3-slim-buster
FROM python:${TAG}
RUN pip install requests
