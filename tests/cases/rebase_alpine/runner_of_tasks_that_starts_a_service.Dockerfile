FROM python:3.12-slim
RUN pip install invoke tox
CMD ["invoke", "serve"]
