FROM python:3.12-slim
RUN curl -fsSLo /tini https://github.com/krallin/tini/releases/download/v0.19.0/tini-amd64 \
    && echo "93dcc18adc78c65a028a84799ecf8ad40c936fdfc5f2a57b1acda5a8117fa82c  /tini" | sha256sum -c -
