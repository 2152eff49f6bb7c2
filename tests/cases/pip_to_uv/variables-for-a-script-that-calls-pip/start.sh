#!/bin/sh
set -e
python -m pip install -r /srv/more.txt
exec flask run
