FROM python:3.12-slim AS because-of-a-comment
# CVE-2025-8869
# is mended there
RUN pip install --upgrade pip
RUN apt-get update \
    # pip of the image has a vulnerability
    && pip install -U pip setuptools \
    && pip install flask

FROM python:3.12-slim AS because-of-a-bound
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
RUN pip install --upgrade "pip>=25.3" wheel

FROM python:3.12-slim AS not-wanted
RUN pip install "pip>=25.3" pipenv
# security

RUN pip install --upgrade pip
# tools first
RUN pip install -U pip
RUN python -m venv /venv && /venv/bin/pip install -U pip
RUN python -m venv /venv && /venv/bin/pip install -U pip flask
