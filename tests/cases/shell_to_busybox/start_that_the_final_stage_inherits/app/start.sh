#!/bin/bash
shopt -s nullglob
exec python app.py
