#!/bin/sh
echo "plugin" > version
