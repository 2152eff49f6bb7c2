#!/bin/sh
service nginx start
exec gunicorn app:app
