#!/bin/sh
set -e
echo "starting"
python3 manage.py migrate
exec gunicorn app:app "$@"
