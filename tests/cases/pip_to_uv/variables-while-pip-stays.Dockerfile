FROM python:3.12-slim
ENV PIP_INDEX_URL=https://pypi.example.com/simple
ENV PIP_TRUSTED_HOST pypi.example.com
RUN pip install flask
RUN pip download -d /d django
