# syntax=docker/dockerfile:1
# the Python version of all stages
ARG PYTHON_VERSION=3.12
# where it is installed
ARG PREFIX=/install

# builder image
FROM python:${PYTHON_VERSION}-slim AS builder
COPY requirements.txt .
RUN pip install --no-cache-dir --prefix=/install -r requirements.txt

FROM python:${PYTHON_VERSION}-slim
COPY --from=builder /install /usr/local
COPY . /app
CMD ["python", "/app/main.py"]
