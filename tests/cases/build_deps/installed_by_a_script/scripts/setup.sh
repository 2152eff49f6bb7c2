#!/bin/sh -e
# the deployment calls this, too
./scripts/packages.sh
python manage.py collectstatic --noinput
