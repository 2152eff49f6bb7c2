# escape=`
from python:3.12-alpine
run addgroup -g 1004 -S app `
    && adduser -S -D -u 1004 -G app app
# who runs it
user   app  
cmd ["gunicorn", "app:app"]