FROM python:3.12
RUN curl -fsSL -o /tmp/t https://example.com/x/tool-linux-amd64 && install -m 755 /tmp/t /usr/local/bin/t
CMD ["python", "app.py"]
