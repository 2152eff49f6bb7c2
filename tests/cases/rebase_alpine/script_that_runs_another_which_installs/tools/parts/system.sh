#!/bin/sh
apt-get update
apt-get install -y --no-install-recommends jq
../setup.sh again
