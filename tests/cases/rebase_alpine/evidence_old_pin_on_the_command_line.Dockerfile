FROM python:3.10-slim
RUN pip install "aiohttp>=3.7,<3.9"
