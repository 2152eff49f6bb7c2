FROM python:3.12-slim
RUN pip install \
    # no cache in layers
    --no-cache-dir \
    # the web
    flask \
    # the server
    gunicorn
