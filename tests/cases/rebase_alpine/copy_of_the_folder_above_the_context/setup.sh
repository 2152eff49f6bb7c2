mkdir -p /data
