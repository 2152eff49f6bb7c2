#!/bin/sh
set -e
url=$(wget -qO- https://api.example.com/releases.json | sed -n 's/.*"\(http[^"]*\)".*/\1/p')
wget -q "$url" -O /tmp/tool.zip
unzip /tmp/tool.zip -d /usr/local/bin
