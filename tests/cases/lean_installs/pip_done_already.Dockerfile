FROM python:3.12-slim
RUN pip install --no-cache-dir flask
RUN python -m pip install --no-cache django && pip install --no-cache-d quart
