#!/bin/sh
# /usr/bin/sleep
if [ -n "$WAIT" ]; then
  exec /usr/bin/sleep "$WAIT"
fi
exec python app.py
