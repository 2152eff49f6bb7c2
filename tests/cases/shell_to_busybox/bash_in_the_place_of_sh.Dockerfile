FROM python:3.12-slim AS linked
RUN set -e \
    && ln -sf /bin/bash /bin/sh
RUN pip install flask

FROM python:3.12-slim AS of-terminals
ENV LANG=C.UTF-8 \
    SHELL=/bin/bash
# the name of a folder, and no shell
ENV SHELLS /bin/bash-completion

FROM python:3.12-slim AS of-nobody
RUN cp bash/run.sh /run.sh && ln -s /opt/bash /usr/local/bin/tool
