FROM python:3.12-alpine
RUN mkdir /a && touch /a/b && chmod 600 /a/b
RUN mkdir /c
