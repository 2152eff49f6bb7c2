FROM python:3.12-slim
RUN apt-get update && apt-get install -y patch --no-install-recommends && pip install kubernetes==31.0.0
COPY watch.patch /usr/local/lib/python3.12/site-packages/kubernetes
RUN cd /usr/local/lib/python3.12/site-packages/kubernetes/ && patch -p1 -i watch.patch
CMD ["python", "app.py"]
