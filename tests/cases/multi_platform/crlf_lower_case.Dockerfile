from python:3.12-slim
# drops privileges
add https://github.com/tianon/gosu/releases/download/1.17/gosu-amd64 \
    /usr/local/bin/gosu
