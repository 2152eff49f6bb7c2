#!/bin/sh
. tools/parts/names.sh
