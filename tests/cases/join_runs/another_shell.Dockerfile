FROM python:3.12-alpine
SHELL ["pwsh", "-Command"]
RUN mkdir /a
RUN mkdir /b
