FROM python:3.12-slim
ENV LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2
RUN echo "deb [arch=amd64] http://dl.google.com/linux/chrome/deb/ stable main" > /etc/apt/sources.list.d/google.list
RUN curl -fsSLo /usr/bin/dumb-init https://github.com/Yelp/dumb-init/releases/download/v1.2.5/dumb-init_1.2.5_x86_64
COPY tool_1.0_amd64.deb /tmp/
RUN curl -fsSLO https://example.com/tool-linux-x64.tar.gz
