FROM python:3.12-slim
RUN pip install bbot
RUN bbot --install-all-deps -y --force
RUN uv run --no-sync scanner install-deps
RUN python -m playwright install-deps chromium
CMD ["bbot"]
