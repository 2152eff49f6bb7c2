#!/bin/sh
exec python other.py
