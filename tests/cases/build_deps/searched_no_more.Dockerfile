FROM python:3.12-slim
RUN pip install WeasyPrint==52.5 cairocffi
