FROM python:3.12-alpine
RUN mkdir /a
ENV A=1
RUN mkdir /b
USER app
RUN mkdir /c
