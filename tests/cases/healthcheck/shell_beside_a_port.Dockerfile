FROM python:3.12-slim
WORKDIR /workspace
RUN pip install --no-cache-dir uv
EXPOSE 4444
ENTRYPOINT ["/bin/bash"]
