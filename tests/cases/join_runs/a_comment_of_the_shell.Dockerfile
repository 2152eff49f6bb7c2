FROM python:3.12-alpine
RUN mkdir /a # why
RUN mkdir /b
