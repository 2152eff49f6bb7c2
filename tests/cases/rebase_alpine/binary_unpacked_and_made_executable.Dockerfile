FROM python:3.12
RUN curl -fsSL https://example.com/tool.gz | gunzip > /usr/local/bin/tool && chmod 755 /usr/local/bin/tool
CMD ["python", "app.py"]
