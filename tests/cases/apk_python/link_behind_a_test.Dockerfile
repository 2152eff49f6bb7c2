FROM alpine:3.20
RUN apk add --no-cache python3 py3-pip git && [ -e /usr/bin/python ] || ln -s /usr/bin/python3 /usr/bin/python
RUN apk add --no-cache make && { test -x /usr/bin/pip || ln -s pip3 /usr/bin/pip; } && make --version
RUN pip3 install flask==3.0.0
CMD ["python3", "-m", "flask", "run"]
