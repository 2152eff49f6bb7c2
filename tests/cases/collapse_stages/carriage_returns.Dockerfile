from python:3.12-slim as builder
workdir /app
copy requirements.txt .
# two calls,
# one layer
run pip install --upgrade pip \
 # a comment inside
 && pip install --user \
    -r requirements.txt

from python:3.12-slim
workdir /app
# and over
copy --from=builder /root/.local /root/.local
copy . .
cmd ["python", "app.py"]