FROM python:3.11-slim
RUN curl https://packages.microsoft.com/keys/microsoft.asc -o /etc/ms.asc
RUN pip install flask
