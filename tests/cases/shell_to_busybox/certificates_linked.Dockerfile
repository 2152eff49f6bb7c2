FROM python:3.12-slim
COPY corp.crt /opt/corp.crt
RUN ln -s /opt/corp.crt /usr/local/share/ca-certificates/corp.crt && update-ca-certificates
