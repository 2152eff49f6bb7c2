#!/bin/sh
# make sure of it
exec flask run
