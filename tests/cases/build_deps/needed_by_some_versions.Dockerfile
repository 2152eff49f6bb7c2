FROM python:3.12-slim
RUN pip install dbt-postgres==1.8.1
