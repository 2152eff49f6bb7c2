#!/bin/sh
set -eu
mode="main"
if [ "$#" -gt 0 ]; then
  case "$1" in
    main) shift ;;
    uvicorn|asgi) mode="uvicorn"; shift ;;
  esac
fi
case "$mode" in
  main) exec tool-on-stdio "$@" ;;
  uvicorn) exec uvicorn shop.asgi:app --port 9000 "$@" ;;
esac
