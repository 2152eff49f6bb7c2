FROM python:3.12-slim
COPY corp.crt /usr/local/share/ca-certificates/
COPY other.crt /usr/local/share/ca-certificates/other.crt
RUN chmod 644 /usr/local/share/ca-certificates/*.crt && update-ca-certificates
