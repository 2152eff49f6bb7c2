FROM python:3.12-slim AS renamed
RUN usermod -l admin root
USER root
FROM python:3.12-slim AS by_variable
ARG NAME=root
RUN usermod -u 5 $NAME
USER root
FROM python:3.12-slim AS edited
RUN sed -i s/root:x:0/root:x:5/ /etc/passwd
USER root
FROM python:3.12-slim AS written
RUN for file in /etc/passwd; do cp mine $file; done
USER root
FROM python:3.12-slim AS copied
COPY accounts/passwd /etc/passwd
USER root
FROM python:3.12-slim AS overlaid
COPY --from=renamed / /
USER root
FROM scratch AS empty
COPY --from=copied /usr/local /usr/local
USER root
FROM python:3.12-slim
WORKDIR /app
CMD ["sleep", "9"]
