#!/bin/bash
files=(*.c)
echo "${files[@]}" > sources
