FROM python:3.11-slim
RUN pip install 'tensorflow-cpu>=2.15'
