FROM python:3.12-slim
ARG VERSION=1.2
RUN LATEST=$(curl -s https://example.com/latest) \
    && curl -O https://example.com/v$LATEST/tool-$VERSION.tgz && tar -xf tool-${LATEST}.tgz
RUN ls /opt/x-$(cat version)/bin/*.sh ~/y-$(cat version)/z > $OUT
RUN echo "deb $(. /etc/os-release && echo \"$VERSION_CODENAME\") main"
RUN echo '"'$(cat version)'"' && cp $(cat from)/a a$(cat to)
RUN LIST="a b"; cp /x/$LIST/y /z
