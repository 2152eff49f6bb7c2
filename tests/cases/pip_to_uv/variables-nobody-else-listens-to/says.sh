#!/bin/sh
echo "to add a plugin: pip install NAME"
exec flask run
