FROM python:3.12-slim AS of-the-image
COPY corp.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
RUN pip install flask

FROM python:3.12-slim AS of-the-build
ARG CURL_CA_BUNDLE
RUN pip install flask

FROM python:3.12-slim AS of-the-command
COPY corp.pem /opt/corp.pem
RUN REQUESTS_CA_BUNDLE=/opt/corp.pem pip install flask
RUN CURL_CA_BUNDLE=/etc/ssl/certs pip install django
RUN export REQUESTS_CA_BUNDLE=/opt/corp.pem \
    && pip install gunicorn
