#!/bin/sh
# pip install psycopg2
echo "pip install psycopg2 for PostgreSQL"
