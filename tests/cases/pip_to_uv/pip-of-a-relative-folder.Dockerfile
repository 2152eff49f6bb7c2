FROM ubuntu:24.04
WORKDIR /srv
RUN ./bootstrap.sh && bin/pip install flask
