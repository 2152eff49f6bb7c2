FROM python:3.11-slim
RUN curl -fsSL -o /usr/local/bin/agent https://example.com/agent-linux-amd64 && chmod +x /usr/local/bin/agent
RUN pip install flask
