FROM python:3.12-slim
ARG TOOL="https://github.com/example/tool/releases/download/v1/tool"
ARG TABLE=https://example.com/table.json
ADD $TABLE /srv/table.json
ADD "${TOOL}" /usr/local/bin/tool
RUN chmod +x /usr/local/bin/tool
CMD ["tool"]
