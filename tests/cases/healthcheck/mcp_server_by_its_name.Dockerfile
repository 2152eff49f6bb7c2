FROM python:3.12-alpine
RUN pip install --no-cache-dir acme-mcp-server
EXPOSE 8000
ENTRYPOINT ["acme-mcp-server"]
