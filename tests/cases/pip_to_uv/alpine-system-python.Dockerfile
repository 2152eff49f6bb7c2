FROM alpine:3.22
RUN apk add --no-cache py3-pip && pip3 install --break-system-packages flask
