#!/usr/bin/env bash
set -euo pipefail
. ./lib/common.sh
exec "$@"
