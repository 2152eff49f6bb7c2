#!/usr/bin/env bash
echo one
