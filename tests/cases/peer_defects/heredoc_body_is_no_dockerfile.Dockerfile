FROM python:3.12-slim
RUN <<EOT
apt-get update
apt-get install -y --no-install-recommends git
echo "FROM x" > /tmp/note
pip install flask
EOT

CMD ["python", "app.py"]
