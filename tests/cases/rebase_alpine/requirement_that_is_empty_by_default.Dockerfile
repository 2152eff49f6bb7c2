FROM python:3.12-slim
ARG EXTRA=""
RUN pip install flask==3.0.3
RUN [ -z "${EXTRA}" ] || pip install "${EXTRA}"
CMD ["python3"]
