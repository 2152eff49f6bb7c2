FROM python:3.12-slim AS none-added
RUN apt-get update && apt-get install -y ca-certificates && update-ca-certificates
RUN pip install flask

FROM python:3.12-slim AS for-the-program-alone
RUN pip install flask
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt

FROM python:3.12-slim AS never-taken-up
COPY corp.crt /usr/local/share/ca-certificates/
RUN pip install flask

FROM python:3.12-slim AS told-already
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
RUN pip install flask

FROM python:3.12-slim AS told-by-the-command
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
ENV CURL_CA_BUNDLE=
RUN pip install --cert /opt/corp.pem flask
RUN UV_SYSTEM_CERTS=true pip install django
