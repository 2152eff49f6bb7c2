FROM python:3.12-slim
ARG WEB_PORT=8080
ENV PORT=$WEB_PORT
COPY run.py .
EXPOSE $PORT/tcp
CMD ["python3", "run.py"]
