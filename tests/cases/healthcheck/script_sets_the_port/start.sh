#!/bin/bash
export PORT=${PORT:-8000}
exec uvicorn app:app --port $PORT
