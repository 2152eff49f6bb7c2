ARG PYTHON_VERSION=3.9
FROM python:${PYTHON_VERSION}-slim
ARG PYTHON_VERSION=3.9
RUN pip install flask && ls /usr/local/lib/python${PYTHON_VERSION}/site-packages
