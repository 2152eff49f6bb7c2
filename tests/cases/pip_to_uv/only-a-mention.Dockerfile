FROM python:3.12-slim
# pip install would be wrong here
RUN echo "run pip install -r requirements.txt" > /etc/motd \
    && ls /root/.cache/pip || true
