FROM python:3.12-slim
COPY certs/ /usr/local/share/ca-certificates/corp/
RUN update-ca-certificates
