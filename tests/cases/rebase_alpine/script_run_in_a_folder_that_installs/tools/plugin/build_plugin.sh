#!/bin/sh
cd "$(mktemp -d)"
python -m pip wheel --no-deps "$PLUGIN"
