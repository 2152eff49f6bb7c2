redis-server & sleep 1 && python -m pytest; kill %1 &
wait
