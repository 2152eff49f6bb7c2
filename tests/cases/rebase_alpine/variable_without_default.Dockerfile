ARG VERSION
FROM python:${VERSION}-slim
RUN pip install flask
