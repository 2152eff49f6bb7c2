#!/bin/sh
python setup.py build_ext --inplace
exec flask run
