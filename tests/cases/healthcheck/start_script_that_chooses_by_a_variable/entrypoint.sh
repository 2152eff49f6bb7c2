#!/bin/sh
if [ "$ROLE" = "web" ]; then
  exec uvicorn shop.asgi:app
else
  exec celery -A shop worker
fi
