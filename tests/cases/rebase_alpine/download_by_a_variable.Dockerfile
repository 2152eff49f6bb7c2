FROM python:3.12-slim
ARG TOOL_URL
RUN python -c "print(1)" && wget -q "$TOOL_URL" -O /usr/local/bin/tool && chmod +x /usr/local/bin/tool
RUN wget -q "$TOOL_URL" -O /data.json
CMD ["python"]
