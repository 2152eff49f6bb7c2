# escape=`
FROM python:3.12-windowsservercore
SHELL ["powershell", "-Command"]
RUN pip install flask
