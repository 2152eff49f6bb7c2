FROM python:3.12-slim
RUN useradd -r ftp
COPY app.py .
CMD ["python", "app.py"]
