FROM python:3.12-slim
RUN pip install pytest && apt-get install -y black

FROM python:3.12-slim
COPY . /app
CMD ["python", "/app/main.py"]
