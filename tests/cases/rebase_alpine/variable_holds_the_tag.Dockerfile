ARG TAG='3.9.5-slim-buster'
FROM python:${TAG}
RUN pip install flask
