FROM python:3.12-alpine
RUN apk add --no-cache shadow
RUN useradd -m app && rm -rf /tmp/x && chmod --recursive 755 /srv
ENTRYPOINT ["/usr/bin/tini", "--", "python", "app.py"]
