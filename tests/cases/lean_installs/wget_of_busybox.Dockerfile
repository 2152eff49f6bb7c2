FROM python:3.12-alpine
RUN wget https://example.com/a
