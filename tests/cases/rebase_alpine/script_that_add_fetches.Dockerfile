FROM python:3.12-slim
ADD https://example.com/install.sh /tmp/setup/
WORKDIR /tmp
RUN sh setup/install.sh
