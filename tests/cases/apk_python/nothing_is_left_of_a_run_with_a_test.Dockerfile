FROM alpine:3.9
RUN apk add --no-cache python3 && python3 -m ensurepip && \
    if [ ! -e /usr/bin/pip ]; then ln -s pip3 /usr/bin/pip; fi
RUN [ -e /usr/bin/python ] || ln -s python3 /usr/bin/python
RUN apk add --no-cache py3-wheel && echo "done" > /etc/done
RUN pip3 install flask==3.0.0
CMD ["python3", "-m", "flask", "run"]
