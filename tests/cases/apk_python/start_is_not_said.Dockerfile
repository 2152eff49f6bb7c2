FROM alpine:3.18
RUN apk add --no-cache python3 py3-pip && pip3 install flask==3.0.0
