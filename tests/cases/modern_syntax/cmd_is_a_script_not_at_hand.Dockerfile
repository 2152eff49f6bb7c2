FROM python:3.12-alpine
COPY backup.sh /usr/local/bin/
CMD backup.sh
