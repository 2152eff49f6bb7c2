FROM python:3.12-slim
RUN locale-gen de_DE.UTF-8 || echo failed
COPY app.py .
CMD ["python", "app.py"]
