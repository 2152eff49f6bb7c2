ARG ALPINE_VERSION=3.18
FROM alpine:${ALPINE_VERSION}
RUN apk add --no-cache python3 py3-pip
RUN pip3 install flask==3.0.0
CMD ["python3", "app.py"]
