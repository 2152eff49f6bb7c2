#!/bin/bash
exec python -m etl
