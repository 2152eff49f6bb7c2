#!/usr/bin/env sh
true
