FROM python:3.12-alpine
RUN mkdir /a
RUN touch /a/b