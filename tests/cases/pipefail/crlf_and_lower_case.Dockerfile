from python:3.12-slim
run set -ex \
    && printf "%s" "$KEY" | base64 -d > /key \
    && cat /key | tee /other
workdir /app
copy . .
cmd gunicorn app:app
