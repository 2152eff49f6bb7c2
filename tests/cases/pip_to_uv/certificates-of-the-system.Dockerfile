FROM python:3.12-slim AS copied
COPY certs/*.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
RUN pip install flask

FROM copied AS inherited
RUN python -m pip install --no-cache-dir django

FROM python:3.12-slim AS downloaded
RUN wget -qO /usr/local/share/ca-certificates/corp.crt http://pki.example.com/root.crt \
    && update-ca-certificates \
    && pip install flask

FROM python:3.12-slim AS mounted
RUN --mount=type=secret,id=ca,target=/usr/local/share/ca-certificates/corp.crt update-ca-certificates
RUN pip install flask

FROM python:3.12-slim AS appended
COPY corp.pem /opt/corp.pem
RUN cat /opt/corp.pem >> /etc/ssl/certs/ca-certificates.crt
RUN pip install flask

FROM registry.access.redhat.com/ubi9/python-312 AS red-hat
USER 0
COPY corp.crt /etc/pki/ca-trust/source/anchors/corp.crt
RUN update-ca-trust
RUN pip install flask

FROM python:3.12-slim AS in-exec-form
COPY corp.pem /etc/ssl/certs/ca-certificates.crt
RUN ["pip", "install", "flask"]
