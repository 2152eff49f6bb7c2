FROM python:3.12
RUN curl -fsSL -o /usr/local/bin/t https://example.com/gpg/tool-linux-amd64 && chmod +x /usr/local/bin/t
CMD ["python", "app.py"]
