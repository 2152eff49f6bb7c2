FROM python:3.12-slim
RUN mkdir /usr/local/share/ca-certificates/cacert.org
ADD https://www.cacert.org/certs/root.crt /usr/local/share/ca-certificates/cacert.org/root.crt
RUN update-ca-certificates
