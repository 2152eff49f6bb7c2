FROM python:3.12-slim
RUN --mount=type=secret,id=pypi --network=none apt-get update && apt-get install -y gcc && pip install flask
