FROM alpine:3.18
RUN apk update
RUN apk add --no-cache python3
RUN apk add --no-cache --virtual .py python3-dev py3-pip \
    && pip3 install --no-cache-dir flask==3.0.0 \
    && apk del .py
CMD exec python3 -m flask run
