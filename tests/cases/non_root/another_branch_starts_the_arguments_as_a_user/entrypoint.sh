#!/bin/sh
set -e
case "$1" in
  web) exec gunicorn -b 0.0.0.0:8000 shop:app ;;
  worker) exec celery -A shop worker ;;
  *) exec setpriv --reuid 1000 "$@" ;;
esac
