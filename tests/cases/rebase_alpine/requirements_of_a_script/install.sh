#!/bin/sh
set -e
pip install torch
