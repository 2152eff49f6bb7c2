FROM python:3.12-slim
ARG EXPOSE_PORT=8080
COPY run.py .
EXPOSE ${EXPOSE_PORT}
CMD ["python3", "run.py"]
