#!/bin/bash
set -e
if grep -P "a.c" "$1"; then git fetch; fi
ps --no-headers
