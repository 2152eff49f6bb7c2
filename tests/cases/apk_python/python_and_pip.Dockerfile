FROM alpine:3.18
RUN apk add --no-cache python3 py3-pip libpq \
    && ln -sf python3 /usr/bin/python
WORKDIR /app
RUN pip3 install --break-system-packages flask==3.0.0
COPY app.py .
CMD ["/usr/bin/python3", "app.py"]
