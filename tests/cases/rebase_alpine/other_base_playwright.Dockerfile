FROM mcr.microsoft.com/playwright/python:v1.44.0-jammy
RUN pip install flask
