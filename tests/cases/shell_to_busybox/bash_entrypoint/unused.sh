#!/bin/zsh
service nginx start
