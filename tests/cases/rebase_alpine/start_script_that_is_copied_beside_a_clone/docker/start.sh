#!/bin/sh
exec python /srv/service/app.py
