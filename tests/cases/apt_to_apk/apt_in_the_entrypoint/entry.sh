#!/bin/sh
apt-get update > /dev/null
apt-get upgrade -y > /dev/null
exec "$@"
