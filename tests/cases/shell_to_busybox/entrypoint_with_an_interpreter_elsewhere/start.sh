#!/usr/bin/bash
exec python -m app
