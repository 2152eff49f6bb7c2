#!/bin/sh
# apt-get install x
grep -E "a" "$1"
psql -c "select 1"
echo "git fetch"
