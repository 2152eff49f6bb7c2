FROM alpine:3.20
RUN <<EOF
set -e
apk add --no-cache \
  python3 \
  py3-pip \
  libmagic
ln -sf python3 /usr/bin/python
pip3 install --break-system-packages flask==3.0.0
EOF
CMD ["python3", "-m", "flask", "run"]
