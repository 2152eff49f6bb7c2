from python:3.12-slim
workdir /app
run cd /app \
    && make \
    && cd sub && make
# back
RUN cd /tmp/x && make
workdir /app