FROM python:3.12-slim
ENV GOSU_VERSION=1.17
RUN apt-get update && apt-get install -y --no-install-recommends wget && rm -rf /var/lib/apt/lists/*
# as its own manual says
RUN set -eux; \
    dpkgArch="$(dpkg --print-architecture | awk -F- '{ print $NF }')"; \
    wget -O /usr/local/bin/gosu "https://github.com/tianon/gosu/releases/download/$GOSU_VERSION/gosu-$dpkgArch"; \
    chmod +x /usr/local/bin/gosu; rm -rf /var/lib/apt/lists/*
RUN wget -qO /usr/local/bin/supercronic "https://github.com/aptible/supercronic/releases/download/v0.2.30/supercronic-linux-$(dpkg --print-architecture)" \
    && chmod 755 /usr/local/bin/supercronic \
    && sh -c 'wget -qO /usr/local/bin/tini https://github.com/krallin/tini/releases/download/v0.19.0/tini-static-`dpkg --print-architecture`'
CMD ["gosu", "nobody", "python", "-m", "http.server"]
