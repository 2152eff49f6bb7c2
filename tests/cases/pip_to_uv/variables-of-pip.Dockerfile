FROM python:3.12-slim
ENV PIP_INDEX_URL=https://pypi.example.com/simple PIP_NO_CACHE_DIR=1 \
    PIP_DEFAULT_TIMEOUT=100
ENV PIP_CONSTRAINT /constraints.txt
ENV PIP_EXTRA_INDEX_URL="https://a.example.com/simple https://b.example.com/simple"
RUN pip install flask
