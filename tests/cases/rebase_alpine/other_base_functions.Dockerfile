FROM mcr.microsoft.com/azure-functions/python:4-python3.11
RUN pip install flask
