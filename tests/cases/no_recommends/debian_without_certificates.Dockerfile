FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl python3-minimal
RUN curl -LsSf https://astral.sh/uv/install.sh | sh && /root/.local/bin/uv pip install torch
