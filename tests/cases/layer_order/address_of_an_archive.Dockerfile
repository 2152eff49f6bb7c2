FROM python:3.12-alpine
WORKDIR /app
COPY . .
RUN pip install "pkg @ https://example.com/org/repo/archive/main.zip" other@https://example.com/o-1.0.tar.gz
RUN pip install --no-cache-dir requests
