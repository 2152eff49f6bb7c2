#!/bin/bash
set -euo pipefail
curl -fsS http://config/ || true
exec python app.py
