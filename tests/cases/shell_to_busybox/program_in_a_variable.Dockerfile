FROM python:3.12-slim
RUN apt-get update && apt-get install -y nodejs
ENV EXECJS_NODE=/usr/bin/nodejs
CMD ["python", "app.py"]
