#!/bin/sh
if command -v apk > /dev/null; then
    apk upgrade
else
    apt-get update && apt-get upgrade -y
fi
exec "$@"
