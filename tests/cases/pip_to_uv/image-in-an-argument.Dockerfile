ARG BASE
ARG VERSION
FROM $BASE AS one
RUN pip install flask
FROM python:${VERSION}-slim
RUN pip install flask
