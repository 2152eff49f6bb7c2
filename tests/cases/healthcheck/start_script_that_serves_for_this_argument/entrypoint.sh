#!/bin/sh
case "$1" in
  web) exec uvicorn shop.asgi:app --port 9000 ;;
  worker) exec celery -A shop worker ;;
  admin) exec uvicorn shop.admin:app --port 9001 ;;
esac
