from python:3.12-slim as base
run apt-get update && apt-get install -y curl
run pip install flask
cmd ["python", "app.py"]
