ARG PYTHON_VERSION=3.11-slim
FROM python:${PYTHON_VERSION}

WORKDIR /srv
RUN pip install --no-cache-dir numpy==1.25.2
COPY report.py .
CMD ["python", "report.py"]
