FROM python:3.12-slim
RUN apt-get update && apt-get install -y jq
RUN ssh-keyscan github.com >> /etc/known_hosts || true
CMD ["python", "app.py"]
