ARG BASE="python:3.9-slim"
FROM $BASE AS app
RUN pip install flask
