#!/bin/sh
set -e
nox -s tests "$@"
