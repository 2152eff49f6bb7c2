FROM python:3.11-slim
RUN --mount=type=secret,id=pypi --network=none apt-get update && apt-get install -y gcc && pip install --no-index flask
CMD ["python", "app.py"]
