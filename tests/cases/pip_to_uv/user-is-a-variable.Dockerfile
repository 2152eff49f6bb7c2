FROM python:3.12-slim
ARG WHO
USER $WHO
RUN pip install flask
