#!/bin/sh
killall -q worker
exec python -m worker
