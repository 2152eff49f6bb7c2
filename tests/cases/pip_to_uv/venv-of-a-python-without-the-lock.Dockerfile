FROM alpine:3.21
COPY --from=python-builder /opt/python /opt/python
RUN /opt/python/bin/python3.14t -m venv /opt/venv
RUN /opt/venv/bin/pip install --no-cache-dir flask
