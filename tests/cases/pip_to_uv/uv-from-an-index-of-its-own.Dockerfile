FROM python:3.13-slim
RUN python3 -m pip install \
    --index-url 'https://pypi.internal.example/simple' 'uv'
RUN uv pip install --system flask

FROM python:3.13-slim
RUN pip install uv
RUN uv pip install --system flask
