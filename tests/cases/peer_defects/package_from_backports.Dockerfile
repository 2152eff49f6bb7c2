FROM python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y -t bookworm-backports libxml2-dev && rm -rf /var/lib/apt/lists/*
RUN pip install flask
CMD ["python", "app.py"]
