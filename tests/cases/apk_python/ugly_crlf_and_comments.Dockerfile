from alpine:3.18
run apk add --no-cache \
    # the interpreter
    python3 \
    # and its installer
    py3-pip \
    tini
run pip3 install flask==3.0.0
entrypoint ["/sbin/tini", "--"]
cmd ["python3", "-m", "flask", "run"]