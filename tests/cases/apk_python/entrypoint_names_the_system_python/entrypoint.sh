#!/bin/sh
exec /usr/bin/python3 -m gunicorn app:app
