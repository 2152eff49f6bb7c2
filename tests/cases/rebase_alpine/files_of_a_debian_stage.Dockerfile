FROM debian:bookworm AS tools
RUN make -C /src && cp /src/tool /usr/local/bin/tool
FROM python:3.11-slim
COPY --from=tools /usr/local/bin/tool /usr/local/bin/tool
RUN pip install flask
