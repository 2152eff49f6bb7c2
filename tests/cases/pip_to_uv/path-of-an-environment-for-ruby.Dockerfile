FROM python:3.12-slim
ENV PATH=/root/.rbenv/bin:$PATH
RUN pip install flask
