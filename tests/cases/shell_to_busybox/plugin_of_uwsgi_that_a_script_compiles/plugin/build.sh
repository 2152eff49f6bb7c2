#!/bin/sh
uwsgi --build-plugin json.c
