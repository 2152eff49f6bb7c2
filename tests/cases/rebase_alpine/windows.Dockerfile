FROM python:3.11-windowsservercore-ltsc2022
RUN pip install flask
