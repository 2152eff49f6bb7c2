FROM python:3.12-slim
RUN pip install --no-cache-dir \
    autotrain-advanced==0.8.36 \
    livekit-agents \
    pathway \
    "infinity-emb[all]" \
    scanpy
CMD ["python", "-m", "service"]
