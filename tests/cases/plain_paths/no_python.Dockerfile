FROM debian:12
COPY a a
WORKDIR app
