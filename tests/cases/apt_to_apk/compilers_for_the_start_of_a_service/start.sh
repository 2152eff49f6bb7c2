#!/bin/sh
pip install -r dev.txt
exec python -m http.server
