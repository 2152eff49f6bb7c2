FROM python:3.12-slim
RUN pip install --no-cache-dir infinity-emb aiortc
CMD ["python", "-m", "service"]
