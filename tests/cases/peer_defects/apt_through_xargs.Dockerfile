FROM python:3.12-slim
COPY packages.txt .
RUN apt-get update && cat packages.txt | xargs apt-get install -y
RUN pip install flask
CMD ["python", "app.py"]
