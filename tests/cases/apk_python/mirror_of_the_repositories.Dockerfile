FROM alpine:3.18
RUN sed -i 's/dl-cdn.alpinelinux.org/mirrors.aliyun.com/g' /etc/apk/repositories \
    && apk add --no-cache python3 py3-pip curl
RUN pip3 install flask==3.0.0
CMD ["python3", "app.py"]
