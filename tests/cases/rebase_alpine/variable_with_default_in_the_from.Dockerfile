ARG VERSION
FROM python:${VERSION:-3.9}-slim
RUN pip install flask
