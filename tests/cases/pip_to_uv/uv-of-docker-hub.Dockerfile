FROM python:3.12-slim
COPY --from=astral/uv:latest /uv /usr/local/bin/
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
