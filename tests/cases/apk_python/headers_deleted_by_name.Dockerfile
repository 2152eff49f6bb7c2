FROM alpine:3.17
RUN apk add --no-cache python3 py3-pip python3-dev gcc musl-dev \
 && pip3 install --no-cache-dir flask==3.0.0 \
 && apk del python3-dev gcc musl-dev
CMD ["flask", "run"]
