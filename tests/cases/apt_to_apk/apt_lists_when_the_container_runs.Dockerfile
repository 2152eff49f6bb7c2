FROM python:3.12-slim
WORKDIR /app
COPY . .
CMD rm -rf /var/lib/apt/lists/*; exec python main.py
