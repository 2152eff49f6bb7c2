#!/bin/sh
/bin/mkdir -p /data && /usr/bin/env true
/usr/bin/ping db
echo /usr/bin/sleep > /data/list
