# escape=`
from python:3.12-slim-bookworm
run mkdir /data && `
    # the user of the service
    /usr/sbin/useradd `
      -ms /bin/sh "app"
user app
run make
user root
run make install
# who runs it
user   app
cmd ["gunicorn", "app:app"]
