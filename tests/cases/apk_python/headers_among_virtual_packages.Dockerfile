FROM alpine:3.16
RUN apk update && apk upgrade
RUN apk add --update --no-cache 'python3~=3.10' py3-pip py3-wheel=0.37.1-r0 libffi
RUN apk add --no-cache --virtual .build-deps \
        gcc \
        musl-dev \
        python3-dev \
    && pip3 install --no-cache-dir uwsgi==2.0.24 flask==3.0.0 \
    && apk del .build-deps
COPY app.py /app.py
CMD ["uwsgi", "--http", ":8080", "--wsgi-file", "/app.py"]
