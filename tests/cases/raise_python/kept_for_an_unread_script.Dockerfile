FROM python:3.9-alpine
RUN wget https://example.com/install.sh && sh install.sh
