FROM python:3.12-slim
ENV LD_PRELOAD="/usr/lib/x86_64-linux-gnu/libjemalloc.so.2" \
    MALLOC_CONF=narenas:2
COPY app.py .
CMD ["python", "app.py"]
