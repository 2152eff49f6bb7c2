#!/bin/sh
set -e
cd parts && ./system.sh
