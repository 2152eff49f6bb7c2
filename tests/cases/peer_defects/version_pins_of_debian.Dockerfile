FROM python:3.12-slim
RUN apt-get update && apt-get install -y gcc=4:12.2.0-3 curl=7.88.1-10+deb12u5 && rm -rf /var/lib/apt/lists/*
RUN pip install flask
CMD ["python", "app.py"]
