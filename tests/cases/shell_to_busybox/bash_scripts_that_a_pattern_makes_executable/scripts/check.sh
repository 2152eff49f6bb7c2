#!/bin/bash
[[ -n $1 ]] && echo "$1"
