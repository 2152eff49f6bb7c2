#!/usr/bin/sh -e
python -m app.check
