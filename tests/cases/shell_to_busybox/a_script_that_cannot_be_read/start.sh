#!/bin/sh
if true; then openssl version
