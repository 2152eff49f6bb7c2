#!/bin/bash
umask 022
log() {
    echo "[start] $*"
}
function wait_for_db {
    until nc -z db 5432; do log waiting; sleep 1; done
}
wait_for_db
log "starting"
exec "$@"
