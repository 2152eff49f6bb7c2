#!/bin/sh -e
pip install -r requirements.txt
