#!/bin/bash
echo "${A[@]}"
