FROM python:3.12-slim
WORKDIR /app
ONBUILD RUN pip install --no-cache-dir uv
ONBUILD COPY . .
ONBUILD RUN uv pip install --system -r requirements.txt
