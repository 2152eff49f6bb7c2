FROM python:3.6
# syntax=docker/dockerfile:1.4
FROM python:3.11-slim
RUN pip install flask
CMD ["python3"]
