FROM python:3.12-slim
RUN { echo "Types: deb"; echo "URIs: http://deb.debian.org/debian"; } > /etc/apt/sources.list.d/more.sources \
    && apt-get update && apt-get install -y curl
