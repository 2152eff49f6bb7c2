FROM python:3.12-slim
ARG VERSION=1
ENV PORT=8080
COPY run.py .
EXPOSE $PORT
CMD ["python3", "run.py"]
