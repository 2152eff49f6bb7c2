#!/bin/bash
set -o pipefail
python -m app | tee log
