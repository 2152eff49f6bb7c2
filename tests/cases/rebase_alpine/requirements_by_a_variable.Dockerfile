ARG EXTRA
FROM python:3.11-slim
ARG EXTRA
RUN pip install flask $EXTRA
