FROM python:3.12-slim
RUN pip install psycopg-binary==3.1.8
