FROM python:3.11-slim
RUN pip install https://example.com/fast-1.0-cp311-cp311-manylinux2014_x86_64.whl
