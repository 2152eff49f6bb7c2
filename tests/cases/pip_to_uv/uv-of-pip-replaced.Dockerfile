FROM python:3.12-slim
RUN pip install uv==0.5.1
RUN uv pip install --system flask
RUN pip install django
