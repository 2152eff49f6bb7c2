#!/bin/sh
mkdir -p /var/log/app
