#!/bin/sh
set -e
echo "ready\n"
nc -z db 5432
exec "$@"
