FROM python:3.11-slim
RUN openssl req -x509 -nodes -newkey rsa:2048 -keyout k -out c -subj /CN=x && perl -pi -e 's/a/b/' f
COPY app.py .
CMD ["python", "app.py"]
