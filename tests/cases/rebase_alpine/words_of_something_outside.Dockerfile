FROM python:3.9-slim
RUN pip install https://example.com/wheels/tool-1.0-cp39-none-any.whl
